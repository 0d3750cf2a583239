import { type CallerClass, classifyCaller } from '../../../core/origin/caller.ts';
import { findInnerSubject } from '../../../core/origin/inner-subject.ts';
import { normaliseIssuer } from '../../../core/origin/issuer.ts';
import type { RawRecord } from '../event.ts';

/** One record as the oracle sees it. Times are milliseconds since 1970; what the record does not say is null. */
export interface OracleEvent {
  readonly id: string;
  readonly eventId: string;
  readonly account: string;
  readonly sharedId: string | null;
  readonly at: number;
  readonly source: string | null;
  readonly name: string | null;
  readonly isRefused: boolean;
  readonly type: string | null;
  readonly keyId: string | null;
  readonly arn: string | null;
  readonly principalId: string | null;
  readonly userName: string | null;
  readonly accountId: string | null;
  readonly invokedBy: string | null;
  readonly createdAt: number | null;
  readonly issuerArn: string | null;
  readonly provider: string | null;
  readonly sourceIdentity: string | null;
  readonly isConsole: boolean;
  readonly userAgent: string | null;
  readonly own: { readonly issuer: string; readonly subject: string } | null;
  readonly caller: CallerClass;
  readonly request: unknown;
  readonly response: unknown;
}

/** The member at a path of parsed JSON, undefined where there is none. */
export function member(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = Reflect.get(found, name);
  }
  return found;
}

/** Text that says something, else null. */
export const text = (value: unknown, ...path: readonly string[]): string | null => {
  const found = member(value, ...path);
  return typeof found === 'string' && found !== '' ? found : null;
};

const instant = (value: string | null): number | null => {
  const at = value === null ? Number.NaN : Date.parse(value);
  return Number.isNaN(at) ? null : at;
};
const isTrue = (value: unknown): boolean => value === true || value === 'true';

/** Reads a record. */
export function readEvent(record: RawRecord): OracleEvent {
  const identity = member(record, 'userIdentity');
  const session = member(identity, 'sessionContext');
  const eventId = text(record, 'eventID') ?? '';
  const account = text(record, 'recipientAccountId') ?? '';
  const keyId = text(identity, 'accessKeyId');
  const issuerArn = text(session, 'sessionIssuer', 'arn');
  const provider = text(session, 'webIdFederationData', 'federatedProvider');
  const isConsole = isTrue(member(record, 'sessionCredentialFromConsole'));
  const attributes = member(session, 'webIdFederationData', 'attributes');
  const role = text(record, 'requestParameters', 'roleArn') ?? '';
  const found = classifyCaller({
    type: text(identity, 'type'),
    accessKeyId: keyId,
    principalId: text(identity, 'principalId'),
    principalArn: text(identity, 'arn'),
    issuerType: text(session, 'sessionIssuer', 'type'),
    issuerArn,
    invokedBy: text(identity, 'invokedBy'),
    federatedProvider: provider,
    eventType: text(record, 'eventType'),
    eventSource: text(record, 'eventSource'),
    isConsoleSession: isConsole,
    isAssumedRoot: isTrue(member(session, 'assumedRoot')),
  });
  const isPermissionSet =
    text(record, 'eventName') === 'AssumeRoleWithSAML' && role.includes(':role/aws-reserved/sso.amazonaws.com/');
  return {
    id: `${eventId} ${account}`,
    eventId,
    account,
    sharedId: text(record, 'sharedEventID'),
    at: instant(text(record, 'eventTime')) ?? 0,
    source: text(record, 'eventSource'),
    name: text(record, 'eventName'),
    isRefused: text(record, 'errorCode') !== null,
    type: text(identity, 'type'),
    keyId,
    arn: text(identity, 'arn'),
    principalId: text(identity, 'principalId'),
    userName: text(identity, 'userName'),
    accountId: text(identity, 'accountId'),
    invokedBy: text(identity, 'invokedBy'),
    createdAt: instant(text(session, 'attributes', 'creationDate')),
    issuerArn,
    provider,
    sourceIdentity: text(session, 'sourceIdentity'),
    isConsole,
    userAgent: text(record, 'userAgent'),
    own: attributes === undefined ? null : findInnerSubject(JSON.stringify(attributes)),
    caller: isPermissionSet ? { ...found, kind: 'identity_center' } : found,
    request: member(record, 'requestParameters'),
    response: member(record, 'responseElements'),
  };
}

/** Issuer and subject that an exchange of a web identity names. */
export function tokenOf(event: OracleEvent): { readonly issuer: string | null; readonly subject: string | null } {
  if (event.name === 'AssumeRoleWithSAML')
    return { issuer: text(event.response, 'issuer'), subject: text(event.response, 'subject') };
  if (event.name !== 'AssumeRoleWithWebIdentity') return { issuer: null, subject: null };
  const provider =
    text(event.response, 'provider') ?? event.principalId?.match(/^arn:[^:]*:iam::\d+:oidc-provider\/[^:]+/)?.[0];
  const subject = text(event.response, 'subjectFromWebIdentityToken') ?? event.userName;
  return { issuer: normaliseIssuer(provider ?? null), subject };
}
