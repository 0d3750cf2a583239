import { normaliseIssuer } from '../../../core/origin/issuer.ts';
import type { RawRecord } from '../event.ts';
import { type OracleEvent, readEvent, tokenOf } from './read-event.ts';
import { collectSessions, type OracleSession } from './sessions.ts';

/** What an event goes back to, as the lake should say it. */
export interface OriginAnswer {
  readonly originKind: string;
  readonly originSubject: string | null;
  readonly originIssuer: string | null;
  readonly originKeyId: string | null;
  readonly chainDepth: number | null;
  readonly attribution: string;
  readonly reason: string | null;
}

const skewMillis = 60_000;
const linksMax = 16;

/**
 * The origin of every event, found by walking from each event up to its root, one event at a time and in memory.
 * **shape**: keys are event id and account with a space between. It shares no step with the SQL that settles a lake, so
 * that the two can be held against each other.
 */
export function walkOrigins(records: readonly RawRecord[]): Map<string, OriginAnswer> {
  const events = [...new Map(records.map(readEvent).map((event) => [event.id, event])).values()];
  const finder = createFinder(collectSessions(events));
  const answers = new Map(events.map((event) => [event.id, answerOf(event, finder)]));
  const told = new Map<string, OracleEvent>();
  for (const event of events) {
    if (event.sharedId === null || event.type === 'AWSAccount') continue;
    const key = `${event.sharedId} ${event.at}`;
    const known = told.get(key);
    if (known === undefined || event.id < known.id) told.set(key, event);
  }
  for (const event of events) {
    if (event.type !== 'AWSAccount' || event.sharedId === null) continue;
    const copy = answers.get(told.get(`${event.sharedId} ${event.at}`)?.id ?? '');
    if (copy === undefined) continue;
    const isPartial = copy.attribution === 'context' || copy.attribution === 'none';
    answers.set(event.id, isPartial ? copy : { ...copy, attribution: 'shared_event' });
  }
  return answers;
}

type Finder = (event: OracleEvent) => { session: OracleSession; method: 'session' | 'principal' } | { reason: string };

function answerOf(event: OracleEvent, find: Finder): OriginAnswer {
  const path: { readonly event: OracleEvent; readonly method: string }[] = [];
  let at = event;
  while (at.caller.isLinkable && at.own === null) {
    const found = find(at);
    if ('reason' in found) return carryDown(unlinked(at, found.reason), path);
    const { session, method } = found;
    if (at.at < session.bornAt - skewMillis || at.at > session.expiresAt + skewMillis)
      return carryDown(partial(at.caller.kind, 'none', 'outside_session_lifetime'), path);
    path.push({ event: at, method });
    if (path.length > linksMax) return partial('unknown', 'none', 'chain_too_deep');
    at = session.asker;
  }
  return carryDown(rootAnswer(at), path);
}

const partial = (originKind: string, attribution: string, reason: string): OriginAnswer => ({
  originKind,
  originSubject: null,
  originIssuer: null,
  originKeyId: null,
  chainDepth: null,
  attribution,
  reason,
});

function rootAnswer(event: OracleEvent): OriginAnswer {
  const { kind } = event.caller;
  if (event.own !== null) {
    const { issuer, subject } = event.own;
    const known = { originSubject: subject, originIssuer: issuer, originKeyId: null, reason: null };
    return { originKind: 'web_identity', ...known, chainDepth: 1, attribution: 'direct' };
  }
  if (kind === 'unknown') return partial(kind, 'none', 'caller_not_identified');
  if (kind === 'external_account') return partial(kind, 'context', 'caller_in_other_account');
  const { issuer, subject } = tokenOf(event);
  const originKeyId = kind === 'access_key' ? event.keyId : null;
  return {
    originKind: kind,
    originSubject: subject,
    originIssuer: issuer,
    originKeyId,
    chainDepth: 0,
    attribution: 'direct',
    reason: null,
  };
}

function unlinked(event: OracleEvent, reason: string): OriginAnswer {
  const { kind } = event.caller;
  const isUser = event.type === 'IAMUser' || event.type === 'FederatedUser' || event.sourceIdentity !== null;
  const answer = partial(kind, kind === 'unknown' && !isUser ? 'none' : 'context', reason);
  return kind === 'web_identity' ? { ...answer, originIssuer: normaliseIssuer(event.provider) } : answer;
}

/** The root's answer as it stands at the lower end of the path. */
function carryDown(root: OriginAnswer, path: readonly { readonly method: string }[]): OriginAnswer {
  const [lowest] = path;
  if (lowest === undefined || root.chainDepth === null) return root;
  const chainDepth = root.chainDepth + path.length;
  const attribution = lowest.method === 'principal' ? 'principal' : chainDepth === 1 ? 'session' : 'chain';
  return { ...root, chainDepth, attribution };
}

const contradict = (a: string | null, b: string | null): boolean => a !== null && b !== null && a !== b;
const roleIdOf = (principalId: string | null): string | null =>
  principalId?.match(/^AROA[A-Z0-9]{5,}(?=:|$)/)?.[0] ?? null;

function createFinder(sessions: readonly OracleSession[]): Finder {
  const byKey = groupBy(sessions, (session) => session.keyId);
  const byArn = groupBy(sessions, (session) => session.arn);
  const byId = groupBy(sessions, (session) => session.principalId);
  return (event) => {
    const claims = event.keyId === null ? [] : (byKey.get(event.keyId) ?? []);
    if (claims.length > 0) return findByKey(event, claims);
    const isKeyless = event.keyId === null || event.invokedBy !== null || event.isConsole;
    const named = event.arn !== null && isKeyless ? (byArn.get(event.arn) ?? []) : [];
    const known = event.arn === null && event.keyId === null ? (byId.get(event.principalId ?? '') ?? []) : named;
    const fitting = known.filter((session) => !denies(event, session) && isOf(event, session));
    const only = onlyOne(fitting);
    if (only !== null) return { session: only, method: 'principal' };
    return { reason: fitting.length > 0 ? 'ambiguous_principal' : 'exchange_not_found' };
  };
}

function findByKey(event: OracleEvent, claims: readonly OracleSession[]): ReturnType<Finder> {
  const consistent = claims.filter(
    (session) =>
      !denies(event, session) &&
      !contradict(event.arn, session.arn) &&
      !(event.createdAt !== null && Math.abs(event.createdAt - session.bornAt) > skewMillis),
  );
  const [first] = consistent;
  if (claims.length === 1)
    return first === undefined ? { reason: 'key_contradicts_exchange' } : { session: first, method: 'session' };
  const exact = consistent.filter(
    (session) => event.createdAt === session.bornAt && event.arn !== null && event.arn === session.arn,
  );
  const only = onlyOne(exact);
  return only === null ? { reason: 'ambiguous_key' } : { session: only, method: 'session' };
}

const denies = (event: OracleEvent, session: OracleSession): boolean =>
  contradict(roleIdOf(event.principalId), roleIdOf(session.principalId)) ||
  contradict(event.sourceIdentity, session.sourceIdentity);

const isOf = (event: OracleEvent, session: OracleSession): boolean =>
  event.createdAt === null
    ? session.bornAt <= event.at && event.at <= session.expiresAt
    : event.createdAt === session.bornAt;

/** The session that it must have been, or any of several that make no difference. */
function onlyOne(sessions: readonly OracleSession[]): OracleSession | null {
  const marks = new Set(sessions.map((session) => session.mark));
  const [first] = sessions.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return marks.size === 1 ? (first ?? null) : null;
}

function groupBy(
  sessions: readonly OracleSession[],
  keyOf: (session: OracleSession) => string | null,
): Map<string, OracleSession[]> {
  const groups = new Map<string, OracleSession[]>();
  for (const session of sessions) {
    const key = keyOf(session);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [session]);
    else group.push(session);
  }
  return groups;
}
