/**
 * Who took a role with a web identity: one subject with one audience.
 * **shape**: `issuer` is normalised. `subjects` counts those of the same stable subject, of which only the newest are listed.
 */
export interface ObservedSubject {
  readonly issuer: string;
  readonly audience: string | null;
  readonly subject: string;
  readonly stable_subject: string | null;
  readonly ci_platform: string | null;
  readonly ci_repository: string | null;
  readonly ci_ref_kind: string | null;
  readonly ci_ref: string | null;
  readonly sessions: number;
  readonly refused: number;
  readonly tagged: number;
  readonly subjects: number;
  readonly first_event_at: string;
  readonly last_event_at: string;
}

/** The ids behind a repository's name, as its own immutable subjects give them. */
export interface RepositoryIds {
  readonly owner: string;
  readonly repository: string;
}

const immutable = /(?:^|:)repo:([^@/:]+)@(\d+)\/([^@/:]+)@(\d+)(?=:|$)/;
const classic = /(^|:)repo:([^@/:]+)\/([^@/:]+)(?=:|$)/;

/** The ids of repositories, by `org/repo`, that subjects of the immutable form name. Never throws. */
export function readRepositoryIds(subjects: readonly string[]): ReadonlyMap<string, RepositoryIds> {
  return new Map(
    subjects.flatMap((subject) => {
      const [, organization, owner, name, repository] = immutable.exec(subject) ?? [];
      if (organization === undefined || owner === undefined || repository === undefined) return [];
      return [[`${organization}/${name}`, { owner, repository }] as const];
    }),
  );
}

/** Issuers of github.com, whose repositories are on their way from names to names with ids. */
const movesToIds = /^token\.actions\.githubusercontent\.com(\/[^/]+)?$/;

/** The repository of a classic subject of github.com, `org/repo`, null for any other subject. */
export function classicRepository(issuer: string, subject: string): string | null {
  if (!movesToIds.test(issuer) || immutable.test(subject)) return null;
  const [, , organization, name] = classic.exec(subject) ?? [];
  return organization === undefined ? null : `${organization}/${name}`;
}

/**
 * The immutable form of a classic subject.
 * **source**: GitHub docs, OpenID Connect reference, immutable subject claims (read 2026-11)
 */
export const withRepositoryIds = (subject: string, ids: RepositoryIds): string =>
  subject.replace(
    classic,
    (_, before: string, organization: string, name: string) =>
      `${before}repo:${organization}@${ids.owner}/${name}@${ids.repository}`,
  );
