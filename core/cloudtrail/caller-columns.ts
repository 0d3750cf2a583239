import { createHash } from 'node:crypto';
import { classifyCaller } from '../origin/caller.ts';
import { formatInstant, type Instant, parseInstantText } from './instant.ts';

/** What a record says about who calls, by the names of `record-fields.ts`. Null where it says nothing, or says it empty. */
export interface CallerText {
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
  readonly session_created_at: string | null;
  readonly source_identity: string | null;
  readonly invoked_by: string | null;
  readonly mfa_authenticated: boolean | null;
  readonly console_session: boolean | null;
  readonly event_type: string | null;
  readonly event_source: string | null;
}

/** The caller columns of `staged_events`, and how many of the caller's values were not what they should be. */
export interface CallerColumns {
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
  readonly caller_kind: string;
  readonly caller_id: string | null;
  readonly oddValues: number;
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

/** Works out what one record by itself says about its caller. **errors**: never throws. */
export function deriveCaller(text: CallerText): CallerColumns {
  const { principal_id, principal_arn, issuer_type, issuer_arn, session_created_at } = text;
  const createdAt = session_created_at === null ? null : parseInstantText(session_created_at);
  const caller = {
    user_identity_type: text.user_identity_type,
    principal_id,
    principal_arn,
    caller_account_id: text.caller_account_id,
    user_name: text.user_name,
    access_key_id: text.access_key_id,
    invoked_by: text.invoked_by,
    role_arn: issuer_type === 'Role' ? issuer_arn : null,
    session_name: assumedRole.exec(principal_arn ?? '')?.[1] ?? namedPrincipal.exec(principal_id ?? '')?.[1] ?? null,
    session_created_at: createdAt,
    mfa_authenticated: text.mfa_authenticated,
    console_session: text.console_session,
    federated_provider: text.federated_provider,
    source_identity: text.source_identity,
    role_id: findRoleId(principal_id) ?? findRoleId(text.issuer_principal_id),
    issuer_arn,
  };
  const { kind, isLinkable } = classifyCaller({
    type: text.user_identity_type,
    accessKeyId: text.access_key_id,
    principalId: principal_id,
    principalArn: principal_arn,
    issuerType: issuer_type,
    issuerArn: issuer_arn,
    invokedBy: text.invoked_by,
    federatedProvider: text.federated_provider,
    eventType: text.event_type,
    eventSource: text.event_source,
    isConsoleSession: text.console_session === true,
  });
  const oddValues = session_created_at !== null && createdAt === null ? 1 : 0;
  return { ...caller, caller_kind: kind, caller_id: isLinkable ? callerId(caller) : null, oddValues };
}

/** The same for all calls made with one credential, in every delivery and for good: rows of the lake are joined on it. */
function callerId(caller: Omit<CallerColumns, 'caller_kind' | 'caller_id' | 'oddValues'>): string {
  const parts = [
    caller.user_identity_type,
    caller.access_key_id,
    caller.principal_id,
    caller.principal_arn,
    caller.role_arn,
    caller.session_name,
    caller.session_created_at === null ? null : formatInstant(caller.session_created_at),
    caller.federated_provider,
    caller.console_session,
    caller.invoked_by !== null,
    caller.caller_account_id,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
