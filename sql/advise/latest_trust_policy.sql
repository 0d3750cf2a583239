-- purpose:  The trust policy of a role as it was last written before the end of the window.
-- grain:    one row per run: the last change
-- inputs:   iam_changes
-- params:   :account_id varchar, :role_name varchar, :window_end_at timestamp  (UTC, end excluded)
-- outputs:  change varchar, policy_document varchar, event_time timestamp, event_id varchar, written_by varchar
select
  i.change,
  i.policy_document,
  i.event_time,
  i.event_id,
  coalesce(i.origin_subject, i.origin_principal, i.origin_key_id, i.principal_arn) as written_by
from iam_changes i
where i.change in ('create_role', 'update_trust_policy', 'delete_role')
  and i.role_name = :role_name
  and i.recipient_account_id = :account_id
  and i.event_date <= cast(:window_end_at as date)
  and i.event_time < :window_end_at
order by i.event_time desc, i.event_id desc
limit 1
