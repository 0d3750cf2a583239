import { groupBy } from '../../core/group-by.ts';
import { distinct, greatest, least, listed, ordered } from './lists.ts';
import { judge, ownerOfUser, type PolicyFileText } from './policy-words.ts';
import type { Fact, Facts, Grant } from './read-facts.ts';
import { isIn, type Span } from './recount-weeks.ts';

/** Shares of the reported week by a name that calls and sessions have: an account, or an owner. */
function recountShares(facts: Facts, span: Span, nameOf: (fact: Fact) => string | null) {
  const isCi = ({ origin }: Fact) => origin.originKind === 'web_identity' || origin.originKind === 'access_key';
  const calls = groupBy(
    facts.calls.filter((call) => isCi(call) && isIn(call, span.before, span.end)),
    nameOf,
  );
  const granted = facts.grants
    .filter(({ isRefused, fact }) => !isRefused && isCi(fact) && isIn(fact, span.week, span.end))
    .map(({ fact }) => fact);
  const sessions = groupBy(granted, nameOf);
  const of = (rows: readonly Fact[] | undefined, kind: string): number =>
    rows?.filter(({ origin }) => origin.originKind === kind).length ?? 0;
  const rows = [...calls].map(([name, all]) => {
    const now = all.filter(({ day }) => day >= span.week);
    const before = all.filter(({ day }) => day < span.week);
    return {
      name,
      federatedCalls: of(now, 'web_identity'),
      keyCalls: of(now, 'access_key'),
      federatedSessions: of(sessions.get(name), 'web_identity'),
      keySessions: of(sessions.get(name), 'access_key'),
      keys: distinct(now, ({ origin }) => origin.originKeyId).length,
      shareBefore: before.length === 0 ? null : of(before, 'web_identity') / before.length,
    };
  });
  const shown = rows.filter(({ federatedCalls, keyCalls }) => federatedCalls + keyCalls > 0);
  return ordered(shown, (row) => [row.keyCalls, row.federatedCalls, row.name]);
}

/** Shares by account. */
export const recountAccounts = (facts: Facts, span: Span) => recountShares(facts, span, ({ account }) => account);

/** Shares by owner: of the key's user, or of the subject where its exchanges of both weeks have one owner and no other. */
export function recountOwners(facts: Facts, span: Span, policy: PolicyFileText) {
  const subjectOf = (issuer: string | null, subject: string | null): string => JSON.stringify([issuer, subject]);
  const granted = facts.grants.filter(
    ({ isRefused, isWebIdentity, fact }) => !isRefused && isWebIdentity && isIn(fact, span.before, span.end),
  );
  const owners = new Map(
    [...groupBy(granted, ({ issuer, subject }) => subjectOf(issuer, subject))].map(([subject, grants]) => {
      const named = new Set(grants.flatMap((grant) => judge(policy, grant).met.map(({ owner }) => owner ?? null)));
      named.delete(null);
      return [subject, named.size === 1 ? String([...named][0]) : null] as const;
    }),
  );
  return recountShares(facts, span, ({ origin, keyUser }) =>
    origin.originKind === 'access_key'
      ? ownerOfUser(policy, keyUser).owner
      : (owners.get(subjectOf(origin.originIssuer, origin.originSubject)) ?? null),
  );
}

/** The name under which a subject is listed: its repository, else the subject without what differs from run to run. */
const listedAs = (job: Grant['job'], subject: string | null): string | null =>
  job?.ci_repository ?? job?.stable_subject ?? subject;
const placeOf = (job: Grant['job'], subject: string | null): string =>
  JSON.stringify([job?.ci_platform ?? null, job?.ci_organization ?? null, listedAs(job, subject)]);

/** Who federated in the window and what came of it. */
export function recountSubjects({ calls, grants }: Facts, span: Span) {
  const used = groupBy(
    calls.filter(
      (call) =>
        call.origin.originKind === 'web_identity' &&
        (call.origin.chainDepth ?? 0) > 0 &&
        isIn(call, span.start, span.end),
    ),
    ({ job, origin }) => placeOf(job, origin.originSubject),
  );
  const opened = groupBy(
    grants.filter(
      ({ isRefused, isWebIdentity, fact }) => !isRefused && isWebIdentity && isIn(fact, span.start, span.end),
    ),
    ({ job, subject }) => placeOf(job, subject),
  );
  const rows = [...opened].map(([place, sessions]) => ({
    platform: sessions[0]?.job?.ci_platform ?? null,
    organization: sessions[0]?.job?.ci_organization ?? null,
    repository: listedAs(sessions[0]?.job ?? null, sessions[0]?.subject ?? null),
    issuer: greatest(distinct(sessions, ({ issuer }) => issuer)),
    sessions: sessions.length,
    calls: used.get(place)?.length ?? 0,
    writes: used.get(place)?.filter(({ isWrite }) => isWrite).length ?? 0,
    refs: listed(sessions, 4, ({ job }) => job?.ci_ref ?? null),
    environments: listed(sessions, 4, ({ job }) => job?.ci_environment ?? null),
    roles: listed(sessions, 4, ({ roleArn }) => roleArn),
    lastSessionAt: greatest(sessions.map(({ fact }) => fact.at)),
  }));
  return ordered(rows, (row) => [row.calls, row.platform, row.organization, row.repository]);
}

/** What AWS refused in the window. */
export function recountRefusals({ grants }: Facts, span: Span) {
  const refused = grants.filter(
    ({ isRefused, isWebIdentity, fact }) => isRefused && isWebIdentity && isIn(fact, span.start, span.end),
  );
  const nameOf = ({ job, subject }: Grant) => job?.stable_subject ?? subject;
  const groups = groupBy(refused, (grant) => JSON.stringify([grant.issuer, nameOf(grant), grant.roleArn]));
  const rows = [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map((first) => ({
      issuer: first.issuer,
      subject: nameOf(first),
      roleArn: first.roleArn,
      attempts: group.length,
      lastAttemptAt: greatest(group.map(({ fact }) => fact.at)),
    })),
  );
  return ordered(rows, (row) => [row.attempts, row.issuer, row.subject, row.roleArn]);
}

/** The unexpected subjects that are open at the end of the lake: exchanges that meet no expectation of their role. */
export function recountUnexpected(facts: Facts, policy: PolicyFileText, openFrom: string) {
  const untilOf = (until: unknown): string => (typeof until === 'string' ? until : '9999-12-31');
  const unmet = facts.grants.filter((grant) => {
    if (!grant.isWebIdentity || grant.roleArn === null) return false;
    const { about, met } = judge(policy, grant);
    return about.length > 0 && !met.some(({ until }) => grant.fact.day <= untilOf(until));
  });
  const nameOf = ({ job, subject }: Grant) => job?.stable_subject ?? subject;
  const groups = groupBy(unmet, (grant) => `${grant.roleArn} ${grant.issuer ?? ''} ${nameOf(grant) ?? ''}`);
  return [...groups].flatMap(([key, group]) => {
    const times = group.map(({ fact }) => fact.at);
    const last = greatest(times) ?? '';
    const severity = group.some(({ isRefused }) => !isRefused) ? 'high' : 'medium';
    return last < openFrom ? [] : [{ key, severity, count: group.length, first: least(times), last }];
  });
}
