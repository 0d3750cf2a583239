import { parseYamlFile } from './parse-yaml-file.ts';
import type { PolicyProblem } from './policy-problem.ts';
import { type Policy, policySchema } from './policy-schema.ts';
import { reviewPolicy } from './review-policy.ts';

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
  const review = (value: unknown) => reviewPolicy(value, today.toISOString().slice(0, 10));
  const { value: policy, problems } = parseYamlFile(text, { fileName, schema: policySchema, review });
  return { policy, problems };
}
