import { groupBy } from '../../core/group-by.ts';
import { findInnerSubject } from '../../core/origin/inner-subject.ts';
import { parseSubject, type SubjectColumns } from '../../core/origin/subject.ts';
import type { RawRecord } from '../organisation/event.ts';
import { member, type OracleEvent, readEvent, text, tokenOf } from '../organisation/oracle/read-event.ts';
import { isExchange } from '../organisation/oracle/sessions.ts';
import { type OriginAnswer, walkOrigins } from '../organisation/oracle/walk-origins.ts';

/** One distinct event, what it goes back to, and what its origin's subject says. `at` is ISO text, whole seconds, UTC. */
export interface Fact {
  readonly at: string;
  readonly day: string;
  readonly event: OracleEvent;
  readonly origin: OriginAnswer;
  /** The ARN of the IAM user whose key is the origin, whether or not it is known which of its keys. */
  readonly keyUser: string | null;
  readonly job: SubjectColumns | null;
  readonly account: string | null;
  readonly isData: boolean;
  readonly isWrite: boolean;
  readonly address: string | null;
  readonly roleArn: string | null;
  readonly sessionName: string | null;
  readonly request: unknown;
  readonly response: unknown;
}

/** One credential that was issued or refused, from the copy of its event that knows most of who asked. */
export interface Grant {
  readonly fact: Fact;
  readonly isRefused: boolean;
  readonly isWebIdentity: boolean;
  readonly issuer: string | null;
  readonly subject: string | null;
  readonly audience: string | null;
  readonly roleArn: string | null;
  readonly job: SubjectColumns | null;
}

/** Everything that was delivered, understood. */
export interface Facts {
  readonly calls: readonly Fact[];
  readonly grants: readonly Grant[];
}

const tokenText = (issuer: string | null, subject: string | null): string => JSON.stringify([issuer, subject]);

/** Reads deliveries' records into facts, one event at a time and with the walk's origins: no SQL, no lake. */
export function readFacts(records: readonly RawRecord[]): Facts {
  const distinct = new Map(records.map((record) => [readEvent(record).id, record]));
  const origins = walkOrigins(records);
  const events = [...distinct].map(([id, record]) => ({ id, record, event: readEvent(record) }));
  const users = new Map(
    events.flatMap(({ event }) =>
      event.type === 'IAMUser' && event.keyId?.startsWith('AKIA') === true && event.arn !== null
        ? [[event.keyId, event.arn] as const]
        : [],
    ),
  );
  const jobs = new Map(
    events.flatMap(({ event }) => {
      const { issuer, subject } = tokenOf(event);
      return event.name === 'AssumeRoleWithWebIdentity' ? [[tokenText(issuer, subject), jobOf(event)] as const] : [];
    }),
  );
  const calls = events.map(({ id, record, event }): Fact => {
    const origin = origins.get(id);
    if (origin === undefined) throw new Error(`The walk forgot ${id}`);
    return {
      ...readRecord(record, event),
      origin,
      keyUser: users.get(origin.originKeyId ?? '') ?? (origin.originKind === 'access_key' ? issuingUser(record) : null),
      job: jobs.get(tokenText(origin.originIssuer, origin.originSubject)) ?? innerJob(record),
    };
  });
  return { calls, grants: collectGrants(calls) };
}

function readRecord(record: RawRecord, event: OracleEvent): Omit<Fact, 'origin' | 'keyUser' | 'job'> {
  const at = `${new Date(event.at).toISOString().slice(0, 19)}Z`;
  const issuerType = text(record, 'userIdentity', 'sessionContext', 'sessionIssuer', 'type');
  return {
    at,
    day: at.slice(0, 10),
    event,
    account: text(record, 'recipientAccountId'),
    isData: member(record, 'eventCategory') === 'Data',
    isWrite: member(record, 'readOnly') === false,
    address: text(record, 'sourceIPAddress'),
    roleArn: issuerType === 'Role' ? event.issuerArn : null,
    sessionName:
      /:assumed-role\/[^/]*\/(.+)$/s.exec(event.arn ?? '')?.[1] ??
      /^[A-Z0-9]+:(.+)$/s.exec(event.principalId ?? '')?.[1] ??
      null,
    request: event.request,
    response: event.response,
  };
}

/** The IAM user that a session was issued to, where the session's record names one. */
const issuingUser = (record: RawRecord): string | null =>
  text(record, 'userIdentity', 'sessionContext', 'sessionIssuer', 'type') === 'IAMUser'
    ? text(record, 'userIdentity', 'sessionContext', 'sessionIssuer', 'arn')
    : null;

/** What the token of an exchange says of its job. */
function jobOf(event: OracleEvent): SubjectColumns {
  const { issuer, subject } = tokenOf(event);
  const audience = text(event.response, 'audience');
  const tags = member(event.request, 'principalTags');
  const principalTags = tags === undefined ? null : JSON.stringify(tags);
  return parseSubject({ issuer, subject, audience, principalTags, families: new Map() });
}

/** What a session says of itself in its own context. */
function innerJob(record: RawRecord): SubjectColumns | null {
  const attributes = member(record, 'userIdentity', 'sessionContext', 'webIdFederationData', 'attributes');
  const inner = attributes === undefined ? null : findInnerSubject(JSON.stringify(attributes));
  return inner === null ? null : parseSubject({ ...inner, audience: null, families: new Map() });
}

/** The copy that knows the key that asked goes before the one that knows only an account. */
const knowledge = ({ event }: Fact): number => (event.keyId !== null ? 0 : event.type !== 'AWSAccount' ? 1 : 2);

function collectGrants(calls: readonly Fact[]): Grant[] {
  const groups = groupBy(
    calls.filter(({ event }) => isExchange(event) || event.name === 'AssumeRoleForPodIdentity'),
    ({ event }) => event.sharedId ?? event.eventId,
  );
  return [...groups.values()].flatMap((copies) => {
    const [asker] = copies.toSorted((a, b) => knowledge(a) - knowledge(b) || (a.event.id < b.event.id ? -1 : 1));
    if (asker === undefined) return [];
    const said = (read: (fact: Fact) => string | null): string | null =>
      copies.map(read).find((value) => value !== null) ?? null;
    const { issuer, subject } = tokenOf(asker.event);
    const isWebIdentity = asker.event.name === 'AssumeRoleWithWebIdentity';
    return [
      {
        fact: asker,
        isRefused: asker.event.isRefused,
        isWebIdentity,
        issuer,
        subject,
        audience: isWebIdentity ? audienceOf(asker.event) : null,
        roleArn: said(({ request }) => text(request, 'roleArn')),
        job: isWebIdentity ? jobOf(asker.event) : null,
      },
    ];
  });
}

/** The answer names it; a refusal has only the caller's id, `provider:audience:subject`. */
function audienceOf({ response, principalId, userName }: OracleEvent): string | null {
  const [, told] = /^arn:[^:]*:iam::\d+:oidc-provider\/[^:]+:(.*)$/s.exec(principalId ?? '') ?? [];
  const end = `:${userName}`;
  return text(response, 'audience') ?? (told?.endsWith(end) === true ? told.slice(0, -end.length) : null);
}
