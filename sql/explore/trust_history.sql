-- purpose:  Who changed the trust policy of this role, when, and to what?
-- grain:    one row per change (event_id, recipient_account_id)
-- inputs:   iam_changes, policy_grades
-- params:   :since_on date, :until_on date, :role_like varchar, :rows_max bigint  (UTC days, both included)
-- outputs:  event_time timestamp, recipient_account_id varchar, role_name varchar, change varchar, origin_kind varchar,
--           origin varchar, repository varchar, weaknesses varchar, policy_document varchar, event_id varchar
with graded as (
  select
    event_id,
    coalesce(recipient_account_id, '') as account_id,
    array_join(array_sort(array_agg(distinct case when severity is not null then grade end)), ', ') as weaknesses
  from policy_grades
  where event_date between :since_on and :until_on
  group by event_id, coalesce(recipient_account_id, '')
)
select
  i.event_time,
  i.recipient_account_id,
  i.role_name,
  i.change,
  i.origin_kind,
  coalesce(i.origin_key_id, i.stable_subject, i.origin_subject, i.origin_principal, i.principal_arn) as origin,
  i.ci_repository as repository,
  g.weaknesses,
  substr(i.policy_document, 1, 4000) as policy_document,
  i.event_id
from iam_changes i
left join graded g on g.event_id = i.event_id and g.account_id = coalesce(i.recipient_account_id, '')
where i.event_date between :since_on and :until_on
  and i.change in ('create_role', 'update_trust_policy', 'delete_role')
  and i.role_name like :role_like escape '\'
order by i.event_time desc, i.event_id, i.recipient_account_id
limit :rows_max
