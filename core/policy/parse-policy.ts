import { describeIssue } from './describe-issue.ts';
import { knownKeys } from './known-keys.ts';
import type { LocatedProblem, PolicyProblem } from './policy-problem.ts';
import { type Policy, policySchema } from './policy-schema.ts';
import { readYaml, type YamlText } from './read-yaml.ts';
import { reviewPolicy } from './review-policy.ts';

/** Problems told at once; nobody reads more. */
const problemsMax = 200;

/** A policy file, read. `policy` is null when any problem is an error. */
export interface ParsedPolicy {
  readonly policy: Policy | null;
  readonly problems: readonly PolicyProblem[];
}

/**
 * Reads a policy file and tells everything that is wrong with it at once, from its first line to its last.
 * **shape**: `fileName` is what messages about the file as a whole call it; `today` decides which dates have passed (UTC).
 * **errors**: never throws.
 */
export function parsePolicy(
  text: string,
  { fileName, today }: { readonly fileName: string; readonly today: Date },
): ParsedPolicy {
  const yaml = readYaml(text);
  if (yaml.value === undefined || yaml.value === null) {
    const empty = `Fill ${JSON.stringify(fileName)}: it says nothing, wanted at least "version: 1"`;
    const problems = yaml.problems.length > 0 ? yaml.problems : [{ offset: 0, message: empty }];
    return { policy: null, problems: inOrder(problems.map((problem) => place(yaml, problem))) };
  }
  const parsed = policySchema.safeParse(yaml.value);
  const issues = parsed.success ? [] : parsed.error.issues;
  const located: LocatedProblem[] = [
    ...issues.flatMap((issue) =>
      describeIssue(issue, { file: yaml.value, knownKeys: (path) => knownKeys(policySchema, path) }),
    ),
    ...reviewPolicy(yaml.value, today.toISOString().slice(0, 10)),
  ];
  const problems = inOrder([
    ...yaml.problems.map((problem) => place(yaml, problem)),
    ...located
      .filter((problem) => isReliable(yaml, problem))
      .map(({ severity, message, ...where }) => ({ ...yaml.position(yaml.offsetOf(where)), severity, message })),
  ]);
  const isUsable = parsed.success && problems.every((problem) => problem.severity === 'warning');
  return { policy: isUsable ? parsed.data : null, problems };
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
