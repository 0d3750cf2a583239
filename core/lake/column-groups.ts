import { type Column, columns, required } from './column.ts';

/** What CloudTrail says about the event itself. `event_date` is the UTC day of `event_time` and the partition. */
export const eventColumns: readonly Column[] = [
  required('timestamp', 'event_time'),
  required('date', 'event_date'),
  required('varchar', 'event_id'),
  ...columns('varchar', 'shared_event_id', 'event_source'),
  required('varchar', 'event_name'),
  ...columns('varchar', 'event_type', 'event_category', 'aws_region', 'recipient_account_id'),
  ...columns('boolean', 'read_only'),
  ...columns('varchar', 'error_code', 'error_message', 'source_ip_address', 'user_agent', 'vpc_endpoint_id'),
  ...columns('array(varchar)', 'resource_arns'),
];

/**
 * Who CloudTrail says made the call.
 * `role_id` is the `AROA…` id where the record shows a real one; `issuer_arn` is `sessionIssuer.arn` of any type.
 * `caller_kind` is the origin kind that the record alone can tell, `unknown` where only a recorded exchange could.
 * `caller_id` is the same for all calls made with one credential, null when the record itself is the whole answer.
 * `federated_subject` and `federated_issuer` are what the session's own context says, which most sessions' does not.
 * `pull_request_hint` is read from the session name, which the job chose: a hint, never an origin.
 */
export const callerColumns: readonly Column[] = [
  ...columns('varchar', 'user_identity_type', 'principal_id', 'principal_arn', 'caller_account_id', 'user_name'),
  ...columns('varchar', 'access_key_id', 'invoked_by', 'role_arn', 'session_name'),
  ...columns('timestamp', 'session_created_at'),
  ...columns('boolean', 'mfa_authenticated', 'console_session'),
  ...columns('varchar', 'federated_provider', 'source_identity', 'role_id', 'issuer_arn'),
  ...columns('varchar', 'federated_subject', 'federated_issuer', 'pull_request_hint'),
  required('varchar', 'caller_kind'),
  ...columns('varchar', 'caller_id'),
];

/** JSON text of the request and the response for calls that are not read-only. Session tokens are never in it. */
export const payloadColumns: readonly Column[] = columns('varchar', 'request_parameters', 'response_elements');

/** The answer: whose work this call was, how we know, and why not where we do not. */
export const originColumns: readonly Column[] = [
  ...columns('varchar', 'origin_kind', 'origin_subject', 'origin_issuer', 'origin_key_id', 'origin_principal'),
  ...columns('integer', 'chain_depth'),
  ...columns('varchar', 'attribution', 'attribution_reason'),
];

/** What the subject's grammar says about the CI job. `ci_parse_status`: parsed, partial, opaque or unknown_issuer. */
export const ciColumns: readonly Column[] = columns(
  'varchar',
  'ci_platform',
  'ci_organization',
  'ci_repository',
  'ci_repository_id',
  'ci_ref_kind',
  'ci_ref',
  'ci_environment',
  'ci_workflow',
  'ci_trigger',
  'ci_phase',
  'ci_run_id',
  'ci_run_id_source',
  'ci_parse_status',
  'stable_subject',
);

/** Where the row was read: object, zero-based position in its `Records`, and when we read it. */
export const lineageColumns: readonly Column[] = [
  required('varchar', 'source_object'),
  required('integer', 'record_index'),
  required('timestamp', 'ingested_at'),
];

/**
 * What an event that issues or refuses a credential says about that credential; all null on other events.
 * `issued_principal_arn` and `issued_principal_id` are the caller that later calls will show.
 * `requested_role_arn` is the role asked for; `expires_at` is computed as domain rules say.
 */
export const exchangeColumns: readonly Column[] = [
  ...columns('varchar', 'exchange_kind', 'issued_key_id', 'issued_principal_arn', 'issued_principal_id'),
  ...columns('varchar', 'requested_role_arn', 'requested_session_name', 'requested_source_identity'),
  ...columns('integer', 'duration_seconds'),
  ...columns('timestamp', 'expires_at'),
  ...columns('varchar', 'subject', 'issuer', 'audience', 'principal_tags'),
];
