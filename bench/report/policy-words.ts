import type { Grant } from './read-facts.ts';

/** A policy as its file says it, as far as the report goes by it. */
export interface PolicyFileText {
  readonly expected: readonly Readonly<Record<string, unknown>>[];
  readonly principals: readonly { readonly principal: string; readonly use: string; readonly owner?: string }[];
  readonly exemptions: readonly {
    readonly rule: string;
    readonly match: Readonly<Record<string, unknown>>;
    readonly reason: string;
    readonly owner: string;
    readonly until: string;
  }[];
}

/** Whether text is what a pattern says: `*` any run of characters, `?` one. */
export const fits = (pattern: string, text: string | null): boolean =>
  text !== null &&
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\/]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'su',
  ).test(text);

const listOf = (value: unknown): readonly string[] =>
  value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)];

/** A name is meant in every account and below every path. */
const arnPatterns = (name: string, kind: string): string[] =>
  name.startsWith('arn:') ? [name] : [`arn:*:iam::*:${kind}/${name}`, `arn:*:iam::*:${kind}/*/${name}`];

/** Use and owner of a user: the longest pattern that fits decides, of equally long ones the first, and leaves open what it does not say. */
export function ownerOfUser(policy: PolicyFileText, arn: string | null): { use: string | null; owner: string | null } {
  const [best] = policy.principals
    .flatMap(({ principal, use, owner }) =>
      arnPatterns(principal, 'user').map((pattern) => ({ pattern, use, owner: owner ?? null })),
    )
    .filter(({ pattern }) => fits(pattern, arn))
    .toSorted((a, b) => b.pattern.length - a.pattern.length);
  return best === undefined ? { use: null, owner: null } : { use: best.use, owner: best.owner };
}

type Expectation = PolicyFileText['expected'][number];

const isAbout = (expectation: Expectation, grant: Grant): boolean =>
  listOf(expectation['role'])
    .flatMap((role) => arnPatterns(role, 'role'))
    .some((pattern) => fits(pattern, grant.roleArn));

/** The expectations that name the role of an exchange, and those that its token meets besides, dates left aside. */
export function judge(policy: PolicyFileText, grant: Grant): { about: Expectation[]; met: Expectation[] } {
  const { job } = grant;
  const found: Readonly<Record<string, string | null>> = {
    issuer: grant.issuer,
    audience: grant.audience,
    subjects: grant.subject,
    organization: job?.ci_organization ?? null,
    repository: job?.ci_repository ?? null,
    ref_kind: job?.ci_ref_kind ?? null,
    ref: job?.ci_ref ?? null,
    environment: job?.ci_environment ?? null,
    workflow: job?.ci_workflow ?? null,
  };
  const about = policy.expected.filter((expectation) => isAbout(expectation, grant));
  const met = about.filter((expectation) =>
    Object.entries(found).every(
      ([name, value]) =>
        expectation[name] === undefined || listOf(expectation[name]).some((pattern) => fits(pattern, value)),
    ),
  );
  return { about, met };
}
