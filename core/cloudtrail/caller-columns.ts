import { createHash } from 'node:crypto';
import { type CallerClass, classifyCaller } from '../origin/caller.ts';
import { findInnerSubject } from '../origin/inner-subject.ts';
import { parsePullRequestHint } from '../origin/pull-request-hint.ts';
import { formatInstant, type Instant, parseInstantText } from './instant.ts';

/** What a record says about who calls, by the names of `record-fields.ts`. Null where it says nothing, or says it empty. */
export interface IdentityText {
  readonly user_identity_type: string | null;
  readonly principal_id: string | null;
  readonly principal_arn: string | null;
  readonly caller_account_id: string | null;
  readonly access_key_id: string | null;
  readonly user_name: string | null;
  readonly identity_provider: string | null;
  readonly issuer_type: string | null;
  readonly issuer_principal_id: string | null;
  readonly issuer_arn: string | null;
  readonly federated_provider: string | null;
  /** JSON text of an object. */
  readonly federated_attributes: string | null;
  readonly session_created_at: string | null;
  readonly source_identity: string | null;
  readonly invoked_by: string | null;
  readonly mfa_authenticated: boolean | null;
  readonly console_session: boolean | null;
  readonly assumed_root: boolean | null;
}

/** What tells besides the identity who calls: a service's event, a sign-in. */
export interface CallerEvent {
  readonly event_type: string | null;
  readonly event_source: string | null;
}

/** The caller columns that follow from the identity alone, and how many of its values were not what they should be. */
export interface IdentityColumns {
  readonly user_identity_type: string | null;
  readonly principal_id: string | null;
  readonly principal_arn: string | null;
  readonly caller_account_id: string | null;
  readonly user_name: string | null;
  readonly access_key_id: string | null;
  readonly invoked_by: string | null;
  readonly role_arn: string | null;
  readonly session_name: string | null;
  readonly session_created_at: Instant | null;
  readonly mfa_authenticated: boolean | null;
  readonly console_session: boolean | null;
  readonly federated_provider: string | null;
  readonly source_identity: string | null;
  readonly role_id: string | null;
  readonly issuer_arn: string | null;
  readonly federated_subject: string | null;
  readonly federated_issuer: string | null;
  readonly pull_request_hint: string | null;
  readonly oddValues: number;
}

/** All caller columns of `staged_events`. */
export interface CallerColumns extends IdentityColumns {
  readonly caller_kind: string;
  readonly caller_id: string | null;
}

/** An `AROA…` id. Those of examples are shorter than real ones; those that an anonymiser made up have no such prefix. */
const roleId = /^AROA[A-Z0-9]{5,}$/;
const assumedRole = /^arn:[^:]*:sts::[^:]*:assumed-role\/[^/]*\/(.+)$/s;
// Principal ids begin with an id in capitals or an account's number; those of web identities begin with a provider instead.
const namedPrincipal = /^[A-Z0-9]+:(.+)$/s;

/** Whether text begins with the id of a role, alone or before a colon. */
export const findRoleId = (principalId: string | null): string | null => {
  const id = principalId?.split(':', 1)[0] ?? '';
  return roleId.test(id) ? id : null;
};

/** Works out what an identity says by itself. **errors**: never throws. */
export function deriveIdentity(text: IdentityText): IdentityColumns {
  const { principal_id, principal_arn, issuer_type, issuer_arn, session_created_at } = text;
  const createdAt = session_created_at === null ? null : parseInstantText(session_created_at);
  const sessionName =
    assumedRole.exec(principal_arn ?? '')?.[1] ?? namedPrincipal.exec(principal_id ?? '')?.[1] ?? null;
  const inner = findInnerSubject(text.federated_attributes);
  return {
    user_identity_type: text.user_identity_type,
    principal_id,
    principal_arn,
    caller_account_id: text.caller_account_id,
    user_name: text.user_name,
    access_key_id: text.access_key_id,
    invoked_by: text.invoked_by,
    role_arn: issuer_type === 'Role' ? issuer_arn : null,
    session_name: sessionName,
    session_created_at: createdAt,
    mfa_authenticated: text.mfa_authenticated,
    console_session: text.console_session,
    federated_provider: text.federated_provider,
    source_identity: text.source_identity,
    role_id: findRoleId(principal_id) ?? findRoleId(text.issuer_principal_id),
    issuer_arn,
    federated_subject: inner?.subject ?? null,
    federated_issuer: inner?.issuer ?? null,
    pull_request_hint: sessionName === null ? null : parsePullRequestHint(sessionName),
    oddValues: session_created_at !== null && createdAt === null ? 1 : 0,
  };
}

/** What kind of caller an identity is in an event, and whether a recorded exchange could tell more. **errors**: never throws. */
export const classifyIdentity = (text: IdentityText, event: CallerEvent): CallerClass =>
  classifyCaller({
    type: text.user_identity_type,
    accessKeyId: text.access_key_id,
    principalId: text.principal_id,
    principalArn: text.principal_arn,
    issuerType: text.issuer_type,
    issuerArn: text.issuer_arn,
    invokedBy: text.invoked_by,
    federatedProvider: text.federated_provider,
    eventType: event.event_type,
    eventSource: event.event_source,
    isConsoleSession: text.console_session === true,
    isAssumedRoot: text.assumed_root === true,
  });

/**
 * Whether only the time of a call can tell which session it belongs to: nothing else does when the key is not the
 * session's own and the record does not say when the session began.
 */
export const isKnownByTime = (identity: IdentityColumns): boolean =>
  identity.session_created_at === null &&
  (identity.access_key_id === null || identity.invoked_by !== null || identity.console_session === true);

/**
 * The same for all calls made with one credential, in every delivery and for good: rows of the lake are joined on it.
 * **shape**: `at` is the time of the call where `isKnownByTime`, null otherwise.
 */
export function callerIdOf(identity: IdentityColumns, at: Instant | null): string {
  const parts = [
    identity.user_identity_type,
    identity.access_key_id,
    identity.principal_id,
    identity.principal_arn,
    identity.role_arn,
    identity.session_name,
    identity.session_created_at === null ? null : formatInstant(identity.session_created_at),
    identity.federated_provider,
    identity.console_session,
    identity.invoked_by !== null,
    identity.caller_account_id,
    identity.user_name,
    identity.source_identity,
    identity.issuer_arn,
    identity.federated_issuer,
    identity.federated_subject,
    at === null ? null : formatInstant(at),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** Works out what one record by itself says about its caller. **errors**: never throws. */
export function deriveCaller(text: IdentityText, event: CallerEvent, at: Instant): CallerColumns {
  const identity = deriveIdentity(text);
  const { kind, isLinkable } = classifyIdentity(text, event);
  const callerId = isLinkable ? callerIdOf(identity, isKnownByTime(identity) ? at : null) : null;
  return { ...identity, caller_kind: kind, caller_id: callerId };
}
