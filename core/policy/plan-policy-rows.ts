import { createHash } from 'node:crypto';
import { normaliseIssuer } from '../origin/issuer.ts';
import { toLikePattern } from '../origin/string-like.ts';
import type { Exemption, Expectation, OneOrMany, Policy } from './policy-schema.ts';
import { toArnPatterns } from './principal-pattern.ts';

/** Rows that one expectation may become: each is one statement, and in Athena one commit. */
export const expectationRowsMax = 1_000;
/** Rows of all expectations together: a detection compares every exchange with every one of them. */
export const rowsMax = 10_000;

/** A row of `expected_subjects`. `*_like` are LIKE patterns with `\` as escape; null asks for nothing. */
export interface ExpectedSubjectRow {
  readonly expectation_id: string;
  readonly role_like: string;
  readonly issuer_like: string | null;
  readonly audience_like: string | null;
  readonly subject_like: string | null;
  readonly organization_like: string | null;
  readonly repository_like: string | null;
  readonly ref_kind: string | null;
  readonly ref_like: string | null;
  readonly environment_like: string | null;
  readonly workflow_like: string | null;
  readonly owner: string | null;
  /** The end of the last day, UTC, excluded. */
  readonly until_at: Date | null;
}

/** A row of `exemptions`, in the same manner. */
export interface ExemptionRow {
  readonly exemption_id: string;
  readonly rule: string;
  readonly key_id_like: string | null;
  readonly actor_like: string | null;
  readonly account_like: string | null;
  readonly resource_like: string | null;
  readonly reason: string;
  readonly owner: string;
  readonly until_at: Date;
}

/** A row of `principals`. Of several that fit, the one of the highest `precedence` decides. */
export interface PrincipalRow {
  readonly principal_like: string;
  readonly use: string;
  readonly owner: string | null;
  readonly precedence: number;
}

/** The contents of the three policy tables. */
export interface PolicyRows {
  readonly expected_subjects: readonly ExpectedSubjectRow[];
  readonly exemptions: readonly ExemptionRow[];
  readonly principals: readonly PrincipalRow[];
}

/**
 * Turns a policy into the rows of its tables: one for each combination of its lists.
 * **shape**: an id follows from what its row says and from nothing else, so that moving an entry in the file changes no id;
 * entries that say exactly the same are one row.
 */
export function planPolicyRows(policy: Policy): PolicyRows {
  return {
    expected_subjects: distinct(policy.expected.flatMap(planExpectation), (row) => row.expectation_id),
    exemptions: distinct(policy.exemptions.flatMap(planExemption), (row) => row.exemption_id),
    principals: planPrincipals(policy.principals),
  };
}

/** How many rows an expectation becomes. */
export const countExpectationRows = (expectation: Expectation): number =>
  Object.values(conditionsOf(expectation)).reduce((product, values) => product * values.length, 1);

/** The first instant after a day, UTC: the end of "until", excluded. */
export const endOfDay = (day: string): Date => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000);

function conditionsOf(expectation: Expectation) {
  return {
    role_like: members(expectation.role)
      .flatMap((role) => toArnPatterns(role, 'role'))
      .map(toLikePattern),
    issuer_like: likes(expectation.issuer, normaliseIssuer),
    audience_like: likes(expectation.audience),
    subject_like: likes(expectation.subjects),
    organization_like: likes(expectation.organization),
    repository_like: likes(expectation.repository),
    ref_kind: expectation.ref_kind === undefined ? [null] : members(expectation.ref_kind),
    ref_like: likes(expectation.ref),
    environment_like: likes(expectation.environment),
    workflow_like: likes(expectation.workflow),
  };
}

function planExpectation(expectation: Expectation): ExpectedSubjectRow[] {
  const owner = expectation.owner ?? null;
  const until_at = expectation.until === undefined ? null : endOfDay(expectation.until);
  return combinations(conditionsOf(expectation)).map((conditions) => {
    const said = { ...conditions, owner, until_at };
    return { expectation_id: idOf(said), ...said };
  });
}

/** One row for each pattern. The longest precedes the others, and of equally long ones the first in the file. */
function planPrincipals(principals: Policy['principals']): PrincipalRow[] {
  const said = principals.flatMap(({ principal, use, owner }) =>
    toArnPatterns(principal, 'user').map((pattern) => ({ pattern, use, owner: owner ?? null })),
  );
  const weakestFirst = said.toReversed().toSorted((a, b) => a.pattern.length - b.pattern.length);
  return distinct(
    weakestFirst.map(({ pattern, use, owner }, index) => ({
      ...{ principal_like: toLikePattern(pattern), use, owner },
      precedence: index + 1,
    })),
    (row) => row.principal_like,
  );
}

function planExemption({ rule, match, reason, owner, until }: Exemption): ExemptionRow[] {
  const conditions = {
    key_id_like: likes(match.key_id),
    actor_like: likes(match.actor),
    account_like: likes(match.account),
    resource_like: likes(match.resource),
  };
  return combinations(conditions).map((condition) => {
    const said = { rule, ...condition, reason, owner, until_at: endOfDay(until) };
    return { exemption_id: idOf(said), ...said };
  });
}

const members = (value: OneOrMany): readonly string[] => (typeof value === 'string' ? [value] : value);

/** LIKE patterns; one null when nothing is asked for. */
const likes = (value: OneOrMany | undefined, prepare: (text: string) => string = (text) => text): (string | null)[] =>
  value === undefined ? [null] : members(value).map((text) => toLikePattern(prepare(text)));

type Choices = Readonly<Record<string, readonly (string | null)[]>>;
type Choice<T extends Choices> = { readonly [K in keyof T]: T[K][number] };

/** Every way to take one value of each list. */
function combinations<T extends Choices>(choices: T): Choice<T>[] {
  const start: Record<string, string | null>[] = [{}];
  const all = Object.entries(choices).reduce(
    (rows, [name, values]) => rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))),
    start,
  );
  return all as Choice<T>[];
}

/** Hexadecimal digits of a row's id: 80 bits, so that a million rows do not meet. */
const idLength = 20;

const idOf = (said: object): string =>
  createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, idLength);

function distinct<T>(rows: readonly T[], identity: (row: T) => string): T[] {
  return [...new Map(rows.map((row) => [identity(row), row])).values()];
}
