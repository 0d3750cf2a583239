import { columns, required, type Table } from './column.ts';

/** The policy's expectation, one row per role pattern and subject condition; a null condition asks for nothing. */
export const expectedSubjects: Table = {
  name: 'expected_subjects',
  grain: 'one row per expectation of the policy file (expectation_id)',
  key: ['expectation_id'],
  columns: [
    required('varchar', 'expectation_id'),
    ...columns('varchar', 'role_like', 'issuer_like', 'audience_like', 'subject_like', 'organization_like'),
    ...columns('varchar', 'repository_like', 'ref_kind', 'ref_like', 'environment_like', 'workflow_like', 'owner'),
    ...columns('timestamp', 'until_at'),
  ],
};

/** What the organisation knowingly puts up with, for whom, why and until when. */
export const exemptions: Table = {
  name: 'exemptions',
  grain: 'one row per exemption of the policy file (exemption_id)',
  key: ['exemption_id'],
  columns: [
    required('varchar', 'exemption_id'),
    ...columns('varchar', 'rule', 'key_id_like', 'actor_like', 'account_like', 'resource_like', 'reason', 'owner'),
    ...columns('timestamp', 'until_at'),
  ],
};

/** Which IAM users are CI, human or service, and whose they are. Of several patterns that fit, the one of the highest `precedence` decides. */
export const principals: Table = {
  name: 'principals',
  grain: 'one row per principal pattern of the policy file (principal_like)',
  key: ['principal_like'],
  columns: [
    required('varchar', 'principal_like'),
    ...columns('varchar', 'use', 'owner'),
    required('integer', 'precedence'),
  ],
};

/**
 * The active keys of the last credential report that was given. It names users and slots, not key ids. Null: never, or not known.
 * Slot 0 is the report itself, under the root user's ARN: an account without an active key has been reported on, too.
 */
export const keyInventory: Table = {
  name: 'key_inventory',
  grain: 'one row per credential report and active key that it names (user_arn, slot)',
  key: ['user_arn', 'slot'],
  columns: [
    required('varchar', 'user_arn'),
    required('integer', 'slot'),
    ...columns('timestamp', 'rotated_at', 'last_used_at'),
    ...columns('varchar', 'last_used_service', 'last_used_region'),
    required('timestamp', 'reported_at'),
  ],
};

/**
 * What the documents in `iam_changes` amount to, so that SQL need not read IAM's language. `grade`: federated (the trust policy
 * takes tokens of `issuer`), administrator, unreadable, sound, or a weakness of a trust policy. `detail` holds its words.
 */
export const policyGrades: Table = {
  name: 'policy_grades',
  grain: 'one row per policy document and thing to say of it (event_id, recipient_account_id, grade_index)',
  key: ['event_id', 'recipient_account_id', 'grade_index'],
  partition: 'event_date',
  columns: [
    required('timestamp', 'event_time'),
    required('date', 'event_date'),
    required('varchar', 'event_id'),
    ...columns('varchar', 'recipient_account_id'),
    required('integer', 'grade_index'),
    required('integer', 'rules_version'),
    ...columns('varchar', 'grade', 'severity', 'issuer', 'statement', 'detail'),
  ],
};
