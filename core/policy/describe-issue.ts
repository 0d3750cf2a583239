import type { z } from 'zod';
import { closestName } from './closest-name.ts';
import { type LocatedProblem, type PolicyPath, renderPath } from './policy-problem.ts';

type Issue = z.core.$ZodIssue;

/** Known names listed in a message when none of them is near. */
const listedNamesMax = 12;
/** Account ids are what YAML most often takes for a number. */
const textInQuotes = 'text: put it in quotes';
/** Characters of a value that a message quotes. */
const quotedCharactersMax = 60;

/**
 * What is wrong with a value, in a plain sentence for each problem.
 * **shape**: `file` is the whole value that was judged; `knownKeys` gives the keys that may stand at a path; `wanted` may
 * know better words for what a value should have been.
 * **errors**: never throws.
 */
export function describeIssue(
  issue: Issue,
  context: {
    readonly file: unknown;
    readonly knownKeys: (path: PolicyPath) => readonly string[];
    readonly wanted?: (issue: Issue) => string | null;
  },
): LocatedProblem[] {
  const { file, knownKeys } = context;
  const path = toPath(issue.path);
  const found = valueAt(file, path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(key, { path, known: knownKeys(path) }));
  if (issue.code === 'invalid_union') {
    const inner = issuesOfMeantBranch(issue.errors, found);
    if (inner !== null) {
      return inner.flatMap((one) => describeIssue({ ...one, path: [...path, ...one.path] }, context));
    }
  }
  if (found === undefined) return [missingKey(path)];
  const wanted = context.wanted?.(issue) ?? describeWanted(issue, found);
  const message = `Correct ${renderPath(path)}: found ${describeFound(found)}, wanted ${wanted}`;
  return [{ path, severity: 'error', message }];
}

/** The value at a path, `undefined` where there is none. */
export function valueAt(file: unknown, path: PolicyPath): unknown {
  let value = file;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[step];
  }
  return value;
}

const toPath = (path: readonly PropertyKey[]): PolicyPath =>
  path.map((step) => (typeof step === 'number' ? step : String(step)));

function unknownKey(
  key: string,
  { path, known }: { readonly path: PolicyPath; readonly known: readonly string[] },
): LocatedProblem {
  const near = closestName(key, known);
  const hint = near === null ? `known are ${listNames(known)}` : `did you mean "${near}"?`;
  const message = `Remove or correct ${quote(key)} in ${renderPath(path)}: there is no such key, ${hint}`;
  return { path: [...path, key], atKey: true, severity: 'error', message };
}

function missingKey(path: PolicyPath): LocatedProblem {
  const name = path.at(-1);
  const message = `Add "${String(name)}" to ${renderPath(path.slice(0, -1))}: it is required`;
  return { path: path.slice(0, -1), severity: 'error', message };
}

/** Of "a text or a list of texts" the half that the author wrote, told by the kind of value; null when it was neither. */
function issuesOfMeantBranch(branches: readonly (readonly Issue[])[], found: unknown): readonly Issue[] | null {
  if (found === undefined) return null;
  const isMeant = (issues: readonly Issue[]) =>
    issues.every((issue) => issue.path.length > 0 || issue.code !== 'invalid_type');
  return branches.find(isMeant) ?? null;
}

function describeWanted(issue: Issue, found: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return describeType(issue.expected, found);
    case 'invalid_value':
      return describeChoice(issue.values.map(String), found);
    case 'invalid_format':
      return issue.format === 'date' ? 'a day that exists, such as 2026-12-31' : 'a name without wildcards or spaces';
    case 'too_small':
      return issue.origin === 'array'
        ? 'at least one entry'
        : issue.origin === 'string'
          ? 'a text that is not empty'
          : `at least ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}${issue.origin === 'array' ? ' entries' : issue.origin === 'string' ? ' characters' : ''}`;
    case 'invalid_union':
      return typeof found === 'number' ? textInQuotes : 'a text or a list of texts';
    case 'invalid_key':
      return 'names of small letters, digits and underscores';
    default:
      return 'something else';
  }
}

function describeType(expected: string, found: unknown): string {
  if (expected === 'string') return typeof found === 'number' ? textInQuotes : 'a text';
  const names: Readonly<Record<string, string>> = {
    array: 'a list, with a "-" before each entry',
    object: 'keys and values',
    record: 'keys and values',
    boolean: 'true or false',
    int: 'a whole number',
    number: 'a number',
  };
  return names[expected] ?? expected;
}

function describeChoice(values: readonly string[], found: unknown): string {
  const near = typeof found === 'string' ? closestName(found, values) : null;
  return near === null ? listNames(values, 'or') : `"${near}"`;
}

function describeFound(found: unknown): string {
  if (found === null) return 'nothing';
  if (Array.isArray(found)) return found.length === 0 ? 'an empty list' : 'a list';
  if (typeof found === 'object') return 'keys and values';
  return typeof found === 'string'
    ? quote(found)
    : `the ${typeof found === 'number' ? 'number ' : 'value '}${String(found)}`;
}

const quote = (text: string): string => {
  const characters = [...text];
  return JSON.stringify(
    characters.length > quotedCharactersMax ? `${characters.slice(0, quotedCharactersMax).join('')}…` : text,
  );
};

function listNames(names: readonly string[], word = 'and'): string {
  if (names.length > listedNamesMax) return `${names.slice(0, listedNamesMax).join(', ')} and more`;
  const last = names.at(-1) ?? 'none';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} ${word} ${last}`;
}
