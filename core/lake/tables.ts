import { type Column, columns, required, type Table } from './column.ts';
import {
  callerColumns,
  ciColumns,
  eventColumns,
  exchangeColumns,
  lineageColumns,
  originColumns,
  payloadColumns,
} from './column-groups.ts';
import { findings, notifications } from './finding-tables.ts';
import { exemptions, expectedSubjects, keyInventory, policyGrades, principals } from './policy-tables.ts';
import { deliveryColumns, rejectColumns } from './staged-tables.ts';

export { findings, notifications } from './finding-tables.ts';
export { exemptions, expectedSubjects, keyInventory, policyGrades, principals } from './policy-tables.ts';
export { stagedDeliveries, stagedEvents, stagedRejects, stagedTables } from './staged-tables.ts';

/** `session_id` names the session whose key made the call, null at depth 0 and where no exchange was found. */
export const calls: Table = {
  name: 'calls',
  grain: 'one row per distinct CloudTrail event (event_id, recipient_account_id)',
  key: ['event_id', 'recipient_account_id'],
  partition: 'event_date',
  columns: [
    ...eventColumns,
    ...callerColumns,
    ...payloadColumns,
    ...originColumns,
    ...ciColumns,
    ...columns('varchar', 'session_id'),
    ...lineageColumns,
  ],
};

/** Every staged row that is not a call because the same event came twice: the other side of the count. */
export const duplicates: Table = {
  name: 'duplicates',
  grain: 'one row per staged row whose event another staged row already is (source_object, record_index)',
  key: ['source_object', 'record_index'],
  partition: 'event_date',
  columns: [
    required('date', 'event_date'),
    ...columns('varchar', 'event_id', 'recipient_account_id'),
    ...lineageColumns.slice(0, 2),
  ],
};

const exchangeEventColumns: readonly Column[] = [
  required('timestamp', 'event_time'),
  required('date', 'event_date'),
  required('varchar', 'event_id'),
  ...columns('varchar', 'shared_event_id', 'event_source', 'event_name', 'aws_region', 'recipient_account_id'),
  ...columns('varchar', 'error_code', 'error_message', 'source_ip_address', 'user_agent'),
];

/** The recorded copies from which `sessions` is computed; a cross-account exchange has two. */
export const exchanges: Table = {
  name: 'exchanges',
  grain: 'one row per recorded event that issues or refuses a credential (event_id, recipient_account_id)',
  key: ['event_id', 'recipient_account_id'],
  partition: 'event_date',
  columns: [
    required('varchar', 'session_id'),
    ...exchangeEventColumns,
    ...callerColumns,
    ...exchangeColumns,
    ...ciColumns,
    ...lineageColumns,
  ],
};

/**
 * `parent_key_id` is the key that asked, `issued_key_id` the key that was given. `role_arn` and `session_name` are those of
 * the credential issued; `caller_role_arn` and `caller_session_name` those of whoever asked. `is_dirty` marks a row whose
 * dependents are not settled yet; `changed_in` names the pass that wrote it last.
 */
export const sessions: Table = {
  name: 'sessions',
  grain: 'one row per credential issued or refused (session_id); both copies of a cross-account exchange are one',
  key: ['session_id'],
  partition: 'event_date',
  columns: [
    required('varchar', 'session_id'),
    ...exchangeEventColumns,
    ...columns('timestamp', 'expires_at'),
    ...columns('varchar', 'exchange_kind', 'issued_key_id', 'parent_key_id', 'role_arn', 'session_name'),
    ...columns('varchar', 'issued_principal_arn', 'issued_principal_id', 'issued_source_identity'),
    ...columns('integer', 'duration_seconds'),
    ...columns('varchar', 'audience', 'subject', 'issuer', 'principal_tags'),
    ...columns('varchar', 'user_identity_type', 'principal_id', 'principal_arn', 'caller_account_id', 'user_name'),
    ...columns(
      'varchar',
      'invoked_by',
      'caller_role_arn',
      'caller_session_name',
      'source_identity',
      'federated_provider',
    ),
    ...columns('varchar', 'caller_kind', 'caller_id'),
    ...originColumns,
    ...ciColumns,
    ...columns('varchar', 'parent_session_id'),
    ...columns('integer', 'chain_hops'),
    ...columns('boolean', 'is_dirty'),
    ...columns('varchar', 'changed_in'),
  ],
};

/**
 * The credentials that calls were seen to be made with, so that a link is found once and not for every call.
 * `first_event_at` and `last_event_at` bound the partitions that a late exchange makes us repair. The origin columns are the
 * answer for every call made with this credential between `valid_from` and `valid_until`. `is_keyless`: a service or the
 * console signs for the session, so that the key shown, if any, is not the one issued. `chain_hops` counts the links up to the
 * root, known or not. `is_dirty` marks a changed answer that earlier calls do not have yet; `changed_in` is the pass that gave it.
 */
export const callers: Table = {
  name: 'callers',
  grain: 'one row per credential seen in use that needs an exchange to be explained (caller_id)',
  key: ['caller_id'],
  partitionDay: 'first_event_at',
  columns: [
    required('varchar', 'caller_id'),
    ...columns(
      'varchar',
      'user_identity_type',
      'access_key_id',
      'principal_id',
      'principal_arn',
      'role_id',
      'role_arn',
      'issuer_arn',
    ),
    ...columns('varchar', 'session_name'),
    ...columns('timestamp', 'session_created_at'),
    ...columns('boolean', 'is_keyless'),
    ...columns('varchar', 'federated_provider', 'source_identity', 'caller_kind', 'user_name'),
    ...columns('varchar', 'federated_subject', 'federated_issuer'),
    ...columns('timestamp', 'first_event_at', 'last_event_at'),
    ...columns('varchar', 'session_id', 'link_method', 'link_reason'),
    ...columns('timestamp', 'valid_from', 'valid_until'),
    ...originColumns,
    ...ciColumns,
    ...columns('integer', 'chain_hops'),
    ...columns('boolean', 'is_dirty'),
    ...columns('varchar', 'changed_in'),
  ],
};

/** `change`: create_role, trust_changed, policy_attached, … ; `target` is the role, user, provider, key or trail. */
export const iamChanges: Table = {
  name: 'iam_changes',
  grain: 'one row per IAM, STS or CloudTrail change that moves trust, keys or logging (event_id, recipient_account_id)',
  key: ['event_id', 'recipient_account_id'],
  partition: 'event_date',
  columns: [
    ...exchangeEventColumns,
    ...columns('varchar', 'change', 'target', 'role_name', 'target_user_name', 'target_key_id', 'key_status'),
    ...columns(
      'varchar',
      'policy_arn',
      'policy_name',
      'policy_document',
      'provider_arn',
      'provider_url',
      'provider_values',
    ),
    ...columns('varchar', 'trail_name', 'user_identity_type', 'principal_arn', 'access_key_id'),
    ...originColumns,
    ...ciColumns,
  ],
};

export const deliveries: Table = {
  name: 'deliveries',
  grain: 'one row per source object (source_object)',
  key: ['source_object'],
  partitionDay: 'delivered_at',
  columns: deliveryColumns,
};
export const rejects: Table = {
  name: 'rejects',
  grain: 'one row per record or object that could not be read (source_object, record_index)',
  key: ['source_object', 'record_index'],
  columns: rejectColumns,
};

/** What retention took out of `calls` and `duplicates`, so that rows staged can still be accounted for. */
export const removals: Table = {
  name: 'removals',
  grain: 'one row per day of events and day on which they were removed (event_date, removed_on)',
  key: ['event_date', 'removed_on'],
  columns: [
    required('date', 'event_date'),
    required('date', 'removed_on'),
    ...columns('bigint', 'calls', 'duplicates'),
  ],
};

/** Which versions of these tables a lake that lives elsewhere has been brought to. */
export const schemaVersions: Table = {
  name: 'schema_versions',
  grain: 'one row per version of the tables that was reached (version)',
  key: ['version'],
  columns: [required('integer', 'version'), required('timestamp', 'reached_at')],
};

/** What the lake holds. */
export const lakeTables: readonly Table[] = [
  calls,
  duplicates,
  exchanges,
  sessions,
  callers,
  iamChanges,
  policyGrades,
  deliveries,
  rejects,
  removals,
  schemaVersions,
  findings,
  notifications,
  expectedSubjects,
  exemptions,
  principals,
  keyInventory,
];
