/** A value as JSON has it. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** An object as JSON has it, in the order in which it is written. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** A policy document as a plain value. */
export interface PolicyValue {
  readonly Version: string;
  readonly Statement: readonly JsonObject[];
}

/** The version whose policies have variables, and so escapes for `*`, `?` and `$`. */
export const policyVersion = '2012-10-17';

/** Characters that IAM takes in a managed policy, white space not counted. */
export const managedPolicyCharactersMax = 6144;
/** Managed policies that one role may have before a quota is raised. */
export const managedPoliciesMax = 10;
/** Characters of a role's trust policy before a quota is raised. */
export const trustPolicyCharactersMax = 2048;

/** Signs that IAM's documents may not hold, and those that a reader cannot see or that a terminal obeys. */
const unsafe = /[^ -~]/g;

/**
 * JSON in plain ASCII: all else becomes an escape, so that it means the same and steers nothing.
 * **shape**: `indent` as in `JSON.stringify`.
 * **source**: IAM user guide, IAM name requirements: a policy holds U+0009, U+000A, U+000D and U+0020 to U+00FF (read 2026-11)
 */
export const toPolicyJson = (value: JsonValue | PolicyValue | readonly PolicyValue[], indent?: number): string =>
  JSON.stringify(value, null, indent).replace(unsafe, (sign) =>
    sign === '\n' ? sign : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Characters of a policy as IAM counts them, or a few more: white space inside texts counts here. */
export const policyCharacters = (policy: PolicyValue): number => toPolicyJson(policy).length;

/** One value alone, several as a list: as people write policies. */
export const oneOrMany = (values: readonly string[]): JsonValue => (values.length === 1 ? (values[0] ?? '') : values);
