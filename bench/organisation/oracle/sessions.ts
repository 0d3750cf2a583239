import { member, type OracleEvent, text, tokenOf } from './read-event.ts';

/** A credential that was issued. Times are milliseconds since 1970. `asker`: the copy that knows most of who asked. */
export interface OracleSession {
  readonly id: string;
  readonly asker: OracleEvent;
  readonly bornAt: number;
  readonly expiresAt: number;
  readonly keyId: string | null;
  readonly arn: string | null;
  readonly principalId: string | null;
  readonly sourceIdentity: string | null;
  readonly issuer: string | null;
  readonly subject: string | null;
  /** Sessions with the same mark lead to the same answer. */
  readonly mark: string;
}

const lifetimes: Readonly<Record<string, number>> = {
  AssumeRoleWithWebIdentity: 3600,
  AssumeRole: 3600,
  AssumeRoleWithSAML: 3600,
  GetSessionToken: 43_200,
  GetFederationToken: 43_200,
  AssumeRoot: 900,
  GetSigninToken: 43_200,
};

/** Whether an event issues or refuses a credential. */
export function isExchange(event: OracleEvent): boolean {
  if (event.source === 'sts.amazonaws.com')
    return event.name !== 'GetSigninToken' && Object.hasOwn(lifetimes, event.name ?? '');
  if (event.source !== 'signin.amazonaws.com' || event.name !== 'GetSigninToken') return false;
  const issued = text(event.response, 'credentials', 'accessKeyId');
  return issued !== null && issued !== event.keyId;
}

const knowledge = (event: OracleEvent): number => (event.keyId !== null ? 0 : event.type !== 'AWSAccount' ? 1 : 2);

/** Puts the copies of each exchange together and leaves out those that were refused. */
export function collectSessions(events: readonly OracleEvent[]): OracleSession[] {
  const groups = new Map<string, OracleEvent[]>();
  for (const event of events.filter(isExchange)) {
    const id = event.sharedId ?? event.eventId;
    groups.set(id, [...(groups.get(id) ?? []), event]);
  }
  return [...groups].flatMap(([id, copies]) => {
    const [asker, other] = copies.toSorted(
      (a, b) => knowledge(a) - knowledge(b) || compare(a.eventId, b.eventId) || compare(a.account, b.account),
    );
    return asker === undefined || asker.isRefused ? [] : [createSession(id, asker, other ?? asker)];
  });
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function createSession(id: string, asker: OracleEvent, other: OracleEvent): OracleSession {
  const either = (...path: readonly string[]): string | null =>
    text(asker.response, ...path) ?? text(other.response, ...path);
  const asked = member(asker.request, 'durationSeconds') ?? member(other.request, 'durationSeconds');
  const seconds = typeof asked === 'number' ? asked : (writtenLife(asker) ?? lifetimes[asker.name ?? ''] ?? 3600);
  const token = tokenOf(asker);
  const askedIdentity = text(asker.request, 'sourceIdentity') ?? text(other.request, 'sourceIdentity');
  const principalId = either('assumedRoleUser', 'assumedRoleId');
  return {
    id,
    asker,
    bornAt: asker.at,
    expiresAt: asker.at + seconds * 1000,
    keyId: either('credentials', 'accessKeyId'),
    arn: issuedArn(asker, either),
    principalId: principalId?.startsWith('AROA') === true ? principalId : null,
    sourceIdentity: askedIdentity ?? asker.sourceIdentity,
    ...token,
    mark: JSON.stringify([
      asker.caller.isLinkable ? credentialOf(asker) : [asker.caller.kind, asker.keyId, asker.arn],
      token,
      asker.invokedBy,
      asker.principalId,
      runOf(asker),
    ]),
  };
}

/** One credential that asks twice in a second is one origin; at another time it may have been past its life. */
const credentialOf = (asker: OracleEvent): unknown => [
  [asker.type, asker.keyId, asker.principalId, asker.arn, asker.createdAt, asker.issuerArn, asker.provider],
  [asker.isConsole, asker.invokedBy !== null, asker.accountId, asker.userName, asker.sourceIdentity, asker.at],
];

/** Runs are told apart by what their exchange says of them. */
const runOf = (asker: OracleEvent): unknown => [
  asker.userAgent?.match(/md\/run_id#(\d+)/)?.[1],
  member(asker.request, 'principalTags'),
  asker.name === 'AssumeRoleWithWebIdentity' ? text(asker.request, 'roleSessionName') : null,
];

function writtenLife(event: OracleEvent): number | null {
  const written = text(event.response, 'credentials', 'expiration');
  const at = written === null ? Number.NaN : Date.parse(`${written.replace(/\u202f/g, ' ')} UTC`);
  return Number.isNaN(at) ? null : (at - event.at) / 1000;
}

function issuedArn(asker: OracleEvent, either: (...path: readonly string[]) => string | null): string | null {
  if (asker.name === 'GetSessionToken' || asker.name === 'GetSigninToken') return asker.arn;
  if (asker.name === 'GetFederationToken') return either('federatedUser', 'arn');
  if (asker.name === 'AssumeRoot') {
    const target = text(asker.request, 'targetPrincipal');
    return target?.startsWith('arn:') === false ? `arn:aws:iam::${target}:root` : target;
  }
  return either('assumedRoleUser', 'arn');
}
