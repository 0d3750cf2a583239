import { columns, required, type Table } from './column.ts';

/**
 * `state`: open, exempt or resolved. `*_notified_at` are null until somebody was told.
 * `opening`: new, back or lapsed, why its present life began. `evidence` is JSON text; `reopened_count` numbers its lives.
 */
export const findings: Table = {
  name: 'findings',
  grain: 'one row per finding (rule, finding_key)',
  key: ['rule', 'finding_key'],
  columns: [
    required('varchar', 'rule'),
    required('varchar', 'finding_key'),
    ...columns('varchar', 'severity', 'state'),
    ...columns('timestamp', 'first_event_at', 'last_event_at'),
    ...columns('bigint', 'event_count'),
    ...columns('varchar', 'actor', 'action', 'resource', 'source_ip', 'account_id', 'region', 'evidence'),
    ...columns('varchar', 'owner', 'exemption', 'opening'),
    ...columns('timestamp', 'opened_at', 'updated_at', 'resolved_at', 'opened_notified_at', 'last_notified_at'),
    ...columns('timestamp', 'resolved_notified_at'),
    ...columns('integer', 'reopened_count'),
  ],
};

/**
 * What people were told, or are to be told. Rows with one `message_id` are one message, `parent_message_id` the one it follows.
 * `state`: planned, sending, unknown (tried, no answer), failed or sent. `life` is the finding's `reopened_count` it belongs to.
 * `claimed_by` is the run that is sending it.
 */
export const notifications: Table = {
  name: 'notifications',
  grain: 'one row per thing to say of a finding in one of its lives (notice_id)',
  key: ['notice_id'],
  columns: [
    required('varchar', 'notice_id'),
    required('varchar', 'message_id'),
    ...columns('varchar', 'message_kind', 'parent_message_id', 'channel', 'rule', 'finding_key'),
    ...columns('integer', 'life'),
    ...columns('varchar', 'kind', 'state'),
    ...columns('integer', 'attempts'),
    ...columns('timestamp', 'planned_at'),
    ...columns('varchar', 'claimed_by'),
    ...columns('timestamp', 'claimed_at', 'sent_at'),
    ...columns('varchar', 'slack_channel', 'slack_ts', 'error'),
  ],
};
