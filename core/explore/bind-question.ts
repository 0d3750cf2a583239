import type { LiteralValue } from '../lake/sql-literals.ts';
import { toLikePattern } from '../origin/string-like.ts';
import { closestName } from '../policy/closest-name.ts';
import { SubtrailError } from '../subtrail-error.ts';
import type { QuestionParameter } from './question.ts';
import { isDay, readTyped, type TypedParameter } from './typed-parameter.ts';

/** What a statement takes: a saved question says more of it than a header can. */
export type AskedParameter = QuestionParameter | TypedParameter;

/** Values as SQL wants them, and as people read them. */
export interface BoundQuestion {
  readonly values: Readonly<Record<string, LiteralValue>>;
  readonly told: Readonly<Record<string, string>>;
}

const dayMillis = 86_400_000;

/**
 * Values for everything that a statement takes: what was given, else its default.
 * **shape**: `given` are texts by name; days without one follow from the last day asked about, and that from `newestOn`, a
 * day such as 2026-11-22, never from a clock.
 * **errors**: `wrong_use`, with every problem at once.
 */
export function bindQuestion(
  name: string,
  options: {
    readonly parameters: readonly AskedParameter[];
    readonly given: ReadonlyMap<string, string>;
    readonly newestOn: string;
  },
): BoundQuestion {
  const { parameters, given, newestOn } = options;
  const names = parameters.map((parameter) => parameter.name);
  const problems = [...given.keys()].filter((one) => !names.includes(one)).map((one) => unknownName(one, names));
  const lastOn = given.get('until_on') ?? newestOn;
  const values: Record<string, LiteralValue> = {};
  const told: Record<string, string> = {};
  for (const parameter of parameters) {
    const text = given.get(parameter.name) ?? defaultOf(parameter, isDay(lastOn) ? lastOn : newestOn);
    const read = text === null ? { problem: `give ${describeWanted(parameter)}` } : readValue(parameter, text);
    if ('problem' in read) problems.push(`--param ${parameter.name}=…: ${read.problem}`);
    else {
      values[parameter.name] = read.value;
      told[parameter.name] = text ?? '';
    }
  }
  const [sinceOn, untilOn] = [told['since_on'], told['until_on']];
  if (sinceOn !== undefined && untilOn !== undefined && isDay(sinceOn) && isDay(untilOn) && sinceOn > untilOn)
    problems.push(`--param since_on=${sinceOn}: it lies after until_on, ${untilOn}`);
  if (problems.length > 0) throw new SubtrailError('wrong_use', `Ask "${name}":\n${indent(problems)}`);
  return { values, told };
}

const indent = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join('\n');

function unknownName(found: string, known: readonly string[]): string {
  const near = closestName(found, known) ?? known.find((name) => name === `${found}_like`) ?? null;
  const takes = known.length === 0 ? 'it takes none' : `it takes ${known.join(', ')}`;
  return `--param ${found}=…: there is no such parameter; ${near === null ? takes : `did you mean ${near}?`}`;
}

/** What stands in for a value that nobody gave, as somebody would have written it; null where somebody has to. */
function defaultOf(parameter: AskedParameter, lastOn: string): string | null {
  switch (parameter.kind) {
    case 'day':
      return new Date(Date.parse(lastOn) - parameter.daysBack * dayMillis).toISOString().slice(0, 10);
    case 'pattern':
      return parameter.pattern;
    case 'number':
      return String(parameter.value);
    case 'typed':
      return null;
  }
}

type ReadValue = { readonly value: LiteralValue } | { readonly problem: string };

function readValue(parameter: AskedParameter, text: string): ReadValue {
  switch (parameter.kind) {
    case 'day':
      return isDay(text) ? { value: text } : { problem: `give ${describeWanted(parameter)}, not ${quoted(text)}` };
    case 'pattern':
      return text === ''
        ? { problem: `give ${describeWanted(parameter)}, not nothing` }
        : { value: toLikePattern(text) };
    case 'number': {
      const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      const isWithin = number >= parameter.min && number <= parameter.max;
      return isWithin ? { value: number } : { problem: `give ${describeWanted(parameter)}, not ${quoted(text)}` };
    }
    case 'typed': {
      const value = readTyped(parameter, text);
      return value === null ? { problem: `give ${describeWanted(parameter)}, not ${quoted(text)}` } : { value };
    }
  }
}

const quoted = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);

/** The kind of value that a parameter wants, in words. */
export function describeWanted(parameter: AskedParameter): string {
  switch (parameter.kind) {
    case 'day':
      return 'a day such as 2026-11-22';
    case 'pattern':
      return `a text, * and ? allowed, such as ${parameter.example}`;
    case 'number':
      return `a whole number from ${parameter.min} to ${parameter.max}`;
    case 'typed':
      return parameter.wanted;
  }
}

/** The default of a parameter, in words. */
export function describeDefault(parameter: QuestionParameter): string {
  switch (parameter.kind) {
    case 'day':
      return parameter.daysBack === 0
        ? 'the newest day in the lake'
        : `${parameter.daysBack} ${parameter.daysBack === 1 ? 'day' : 'days'} before until_on`;
    case 'pattern':
      return parameter.pattern ?? 'none: has to be given';
    case 'number':
      return String(parameter.value);
  }
}
