-- purpose:  Permissions policies of a role, as the changes that the lake knows have left them.
-- grain:    one row per policy still there (policy)
-- inputs:   iam_changes
-- params:   :account_id varchar, :role_name varchar, :window_end_at timestamp  (UTC, end excluded)
-- outputs:  policy varchar, change varchar, policy_document varchar, event_time timestamp, written_by varchar
with changed as (
  select
    coalesce(i.policy_arn, i.policy_name) as policy,
    i.change,
    i.policy_document,
    i.event_time,
    coalesce(i.origin_subject, i.origin_principal, i.origin_key_id, i.principal_arn) as written_by,
    row_number() over (
      partition by coalesce(i.policy_arn, i.policy_name) order by i.event_time desc, i.event_id desc
    ) as age
  from iam_changes i
  where i.change in ('attach_role_policy', 'detach_role_policy', 'put_role_policy', 'delete_role_policy')
    and i.role_name = :role_name
    and i.recipient_account_id = :account_id
    and i.event_date <= cast(:window_end_at as date)
    and i.event_time < :window_end_at
)
select c.policy, c.change, c.policy_document, c.event_time, c.written_by
from changed c
where c.age = 1
  and c.change in ('attach_role_policy', 'put_role_policy')
order by c.policy
