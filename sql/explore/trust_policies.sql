-- purpose:  Which roles may web identities take by the trust policy last written, and what is weak about it?
-- grain:    one row per account and role (recipient_account_id, role_name)
-- inputs:   iam_changes, policy_grades
-- params:   :since_on date, :until_on date, :role_like varchar, :rows_max bigint  (UTC days, both included)
-- outputs:  account_id varchar, role_name varchar, issuers varchar, weaknesses varchar (empty where it is sound),
--           details varchar, written_at timestamp, written_by varchar
with written as (
  select
    i.event_id, i.recipient_account_id, i.role_name, i.change, i.event_time,
    coalesce(i.origin_subject, i.origin_principal, i.origin_key_id, i.principal_arn) as actor,
    row_number() over (
      partition by i.recipient_account_id, i.role_name order by i.event_time desc, i.event_id desc
    ) as age
  from iam_changes i
  where i.event_date between :since_on and :until_on
    and i.change in ('create_role', 'update_trust_policy', 'delete_role')
    and i.role_name like :role_like escape '\'
)
select
  w.recipient_account_id as account_id,
  w.role_name,
  array_join(array_sort(array_agg(distinct g.issuer)), ', ') as issuers,
  array_join(array_sort(array_agg(distinct case when g.severity is not null then g.grade end)), ', ') as weaknesses,
  array_join(array_sort(array_agg(distinct g.detail)), '; ') as details,
  w.event_time as written_at,
  w.actor as written_by
from written w
inner join policy_grades g
  on g.event_id = w.event_id
  and coalesce(g.recipient_account_id, '') = coalesce(w.recipient_account_id, '')
where w.age = 1
  and w.change <> 'delete_role'
  and g.issuer is not null
  and g.event_date between :since_on and :until_on
group by w.recipient_account_id, w.role_name, w.event_time, w.actor
order by w.recipient_account_id, w.role_name
limit :rows_max
