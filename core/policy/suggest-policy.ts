import { groupBy } from '../group-by.ts';
import type { Expectation, PolicyPrincipal } from './policy-schema.ts';

/** Branches, environments or subjects of one repository that are named one by one; more of them become one entry for all. */
const namedMax = 8;
/** Sessions of a repository with a role up to which it may be there by accident. */
const rareSessionsMax = 2;
/** Characters that one pattern of the policy may have. */
const patternCharactersMax = 400;

/** Who took a role: a row of `observed_subjects`. */
export interface ObservedSubject {
  readonly role_arn: string;
  readonly issuer: string | null;
  readonly audience: string | null;
  readonly ci_repository: string | null;
  readonly ci_ref_kind: string | null;
  readonly ci_ref: string | null;
  readonly ci_environment: string | null;
  readonly subject: string | null;
  readonly sessions: number;
}

/** A long-lived key in use, and what its user agents say of it. */
export interface ObservedKey {
  readonly actor: string | null;
  readonly key_use: string | null;
}

/** An entry with what its reader should think about before keeping it. */
export interface Suggested<T> {
  readonly entry: T;
  readonly remark: string | null;
}

/** What a first policy would say. `leftOut` counts subjects that no pattern of ours can name. */
export interface SuggestedPolicy {
  readonly expected: readonly Suggested<Expectation>[];
  readonly principals: readonly Suggested<PolicyPrincipal>[];
  readonly leftOut: number;
}

/**
 * Writes down what was seen, as narrow as can be read: from then on only what differs is told.
 * **shape**: every observed subject is admitted by an entry for its role, but for those counted as `leftOut`.
 * **errors**: never throws.
 */
export function suggestPolicy(subjects: readonly ObservedSubject[], keys: readonly ObservedKey[]): SuggestedPolicy {
  const usable = subjects.filter((one) =>
    [one.role_arn, one.issuer, one.audience, one.ci_repository, one.ci_ref, one.ci_environment, one.subject].every(
      (text) => text === null || (text.length > 0 && text.length <= patternCharactersMax),
    ),
  );
  const groups = groupTexts(usable, (one) => [one.role_arn, one.issuer, one.ci_repository]);
  return {
    expected: groups.flatMap((group) => expectationsOf(group).map((one) => withRareness(one, group))),
    principals: groupTexts(
      keys.filter((key) => key.actor !== null && key.actor.length <= patternCharactersMax),
      (key) => [key.actor],
    ).flatMap(principalOf),
    leftOut: subjects.length - usable.length,
  };
}

/** What was seen a time or two is where a stranger would be. */
function withRareness(one: Suggested<Expectation>, group: readonly ObservedSubject[]): Suggested<Expectation> {
  const sessions = group.reduce((sum, { sessions: count }) => sum + count, 0);
  if (sessions > rareSessionsMax) return one;
  const rare = `seen only ${sessions === 1 ? 'once' : `${sessions} times`}: does it belong here?`;
  return { ...one, remark: one.remark === null ? rare : `${rare} And ${one.remark}` };
}

function expectationsOf(group: readonly ObservedSubject[]): Suggested<Expectation>[] {
  const [first] = group;
  if (first === undefined) return [];
  const common = {
    role: first.role_arn,
    ...(first.issuer === null ? {} : { issuer: first.issuer }),
    ...oneOrMany(
      'audience',
      group.map((one) => one.audience),
    ),
  };
  if (first.ci_repository === null) {
    const subjects = distinct(group.map((one) => one.subject));
    const chunks = Array.from({ length: Math.ceil(subjects.length / 500) }, (_, index) =>
      subjects.slice(index * 500, index * 500 + 500),
    );
    return chunks.map((chunk) => ({
      entry: { ...common, ...oneOrMany('subjects', chunk) },
      remark: subjects.length > namedMax ? `${subjects.length} subjects: does one pattern fit them all?` : null,
    }));
  }
  const repository = first.ci_repository;
  const inEnvironment = group.filter((one) => one.ci_environment !== null);
  const byKind = groupTexts(
    group.filter((one) => one.ci_environment === null),
    (one) => [one.ci_ref_kind],
  );
  return [
    ...(inEnvironment.length === 0
      ? []
      : [
          {
            entry: {
              ...common,
              repository,
              ...oneOrMany('environment', named(inEnvironment.map((one) => one.ci_environment))),
            },
            remark: null,
          },
        ]),
    ...byKind.map((ofKind) => expectRefs({ ...common, repository }, ofKind)),
  ];
}

function expectRefs(common: Expectation, group: readonly ObservedSubject[]): Suggested<Expectation> {
  const kind = group[0]?.ci_ref_kind ?? null;
  if (kind === 'branch') {
    const branches = named(group.map((one) => one.ci_ref));
    const remark = branches.length === 0 ? 'every branch takes this role: is that meant?' : null;
    return { entry: { ...common, ref_kind: 'branch', ...oneOrMany('ref', branches) }, remark };
  }
  if (kind === 'tag') return { entry: { ...common, ref_kind: 'tag' }, remark: null };
  if (kind === 'pull_request') {
    return { entry: { ...common, ref_kind: 'pull_request' }, remark: 'pull requests take this role: is that meant?' };
  }
  return { entry: common, remark: 'the subject names neither branch nor environment: any job of the repository fits' };
}

function principalOf(group: readonly ObservedKey[]): Suggested<PolicyPrincipal>[] {
  const principal = group[0]?.actor ?? '';
  const use = group.find((key) => key.key_use !== null)?.key_use;
  const isKnown = use === 'ci' || use === 'human' || use === 'service';
  return [
    {
      entry: { principal, use: isKnown ? use : 'service' },
      remark: isKnown
        ? `${use}, by its user agents: is that right, and whose is it?`
        : 'ci, human or service? And whose is it?',
    },
  ];
}

/** Names, or none where there are more than anybody would read, or where one is not known. */
function named(texts: readonly (string | null)[]): string[] {
  const names = distinct(texts);
  return names.length > namedMax || texts.includes(null) ? [] : names;
}

const distinct = (texts: readonly (string | null)[]): string[] =>
  [...new Set(texts.filter((text) => text !== null))].sort();

/** A field with one value or a list of them, or no such field. */
function oneOrMany<K extends string>(
  name: K,
  texts: readonly (string | null)[],
): { readonly [P in K]?: string | string[] } {
  const values = distinct(texts);
  // An unknown value among them is one that a list would refuse.
  if (values.length === 0 || texts.includes(null)) return {};
  return { [name]: values.length === 1 ? values[0] : values } as { [P in K]?: string | string[] };
}

const groupTexts = <T>(items: readonly T[], textsOf: (item: T) => readonly (string | null)[]): T[][] => [
  ...groupBy(items, (item) => JSON.stringify(textsOf(item))).values(),
];
