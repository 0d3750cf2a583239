import type { z } from 'zod';
import { describeIssue } from './describe-issue.ts';
import { knownKeys } from './known-keys.ts';
import type { LocatedProblem, PolicyProblem } from './policy-problem.ts';
import { readYaml, type YamlText } from './read-yaml.ts';

/** Problems told at once; nobody reads more. */
const problemsMax = 200;

/** A YAML file of ours, read. `value` is null when any problem is an error. */
export interface ParsedYamlFile<T> {
  readonly value: T | null;
  readonly problems: readonly PolicyProblem[];
}

/** How a file is judged. */
export interface YamlFileRules<T> {
  /** What messages about the file as a whole call it. */
  readonly fileName: string;
  readonly schema: z.ZodType<T>;
  /** Problems that a schema cannot see, such as two values that do not fit; it is given whatever the file says. */
  readonly review: (value: unknown) => readonly LocatedProblem[];
  /** What a broken value should have been, where the schema's own words are better than ours. */
  readonly wanted?: (issue: z.core.$ZodIssue) => string | null;
}

/**
 * Reads a YAML file strictly and tells everything that is wrong with it at once, from its first line to its last.
 * **errors**: never throws.
 */
export function parseYamlFile<T>(text: string, rules: YamlFileRules<T>): ParsedYamlFile<T> {
  const { fileName, schema, review, wanted } = rules;
  const yaml = readYaml(text);
  if (yaml.value === undefined || yaml.value === null) {
    const empty = `Fill ${JSON.stringify(fileName)}: it says nothing, wanted at least "version: 1"`;
    const problems = yaml.problems.length > 0 ? yaml.problems : [{ offset: 0, message: empty }];
    return { value: null, problems: inOrder(problems.map((problem) => place(yaml, problem))) };
  }
  const parsed = schema.safeParse(yaml.value);
  const issues = parsed.success ? [] : parsed.error.issues;
  const context = {
    file: yaml.value,
    knownKeys: (path: LocatedProblem['path']) => knownKeys(schema, path),
    ...(wanted === undefined ? {} : { wanted }),
  };
  const located = [...issues.flatMap((issue) => describeIssue(issue, context)), ...review(yaml.value)];
  const problems = inOrder([
    ...yaml.problems.map((problem) => place(yaml, problem)),
    ...located
      .filter((problem) => isReliable(yaml, problem))
      .map(({ severity, message, ...where }) => ({ ...yaml.position(yaml.offsetOf(where)), severity, message })),
  ]);
  const isUsable = parsed.success && problems.every((problem) => problem.severity === 'warning');
  return { value: isUsable ? parsed.data : null, problems };
}

const place = (yaml: YamlText, { offset, message }: { offset: number; message: string }): PolicyProblem => ({
  ...yaml.position(offset),
  severity: 'error',
  message,
});

/** After a slip in the syntax the rest may be read quite unlike it was meant; what stands before it is worth telling. */
const isReliable = (yaml: YamlText, problem: LocatedProblem): boolean =>
  yaml.brokenFrom === null || (problem.path.length > 0 && yaml.offsetOf(problem) < yaml.brokenFrom);

function inOrder(problems: readonly PolicyProblem[]): PolicyProblem[] {
  const sorted = [...problems].sort((left, right) => left.line - right.line || left.column - right.column);
  const last = sorted[problemsMax];
  if (last === undefined) return sorted;
  const message = `Correct these first: ${sorted.length - problemsMax} more problems follow`;
  const severity = sorted.some((problem) => problem.severity === 'error') ? 'error' : 'warning';
  return [...sorted.slice(0, problemsMax), { ...last, severity, message }];
}
