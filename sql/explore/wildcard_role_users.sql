-- purpose:  Which subjects use roles whose trust policy asks for too little?
-- grain:    one row per role, issuer and subject
-- inputs:   iam_changes, policy_grades, sessions
-- params:   :since_on date, :until_on date, :policy_days integer, :rows_max bigint  (UTC days, both included)
-- outputs:  role_arn varchar, weaknesses varchar, issuer varchar, subject varchar, repository varchar, sessions bigint,
--           refused bigint, last_session_at timestamp
with written as (
  select
    event_id, recipient_account_id, role_name, change,
    row_number() over (partition by recipient_account_id, role_name order by event_time desc, event_id desc) as age
  from iam_changes
  where event_date between date_add('day', -1 * :policy_days, cast(:until_on as date)) and :until_on
    and change in ('create_role', 'update_trust_policy', 'delete_role')
    and role_name is not null
),
weak as (
  select
    w.recipient_account_id,
    w.role_name,
    array_join(array_sort(array_agg(distinct g.grade)), ', ') as weaknesses
  from written w
  inner join policy_grades g
    on g.event_id = w.event_id
    and coalesce(g.recipient_account_id, '') = coalesce(w.recipient_account_id, '')
  where w.age = 1
    and w.change <> 'delete_role'
    and g.grade in ('any_provider', 'no_subject', 'open_subject', 'subject_may_be_absent')
    and g.event_date between date_add('day', -1 * :policy_days, cast(:until_on as date)) and :until_on
  group by w.recipient_account_id, w.role_name
),
taken as (
  select
    role_arn, issuer, subject, stable_subject, ci_repository, error_code, event_time,
    regexp_extract(role_arn, '^arn:[^:]*:iam::([0-9]{12}):', 1) as account_id,
    regexp_extract(role_arn, '([^/]+)$', 1) as role_name
  from sessions
  where event_date between :since_on and :until_on
    and exchange_kind = 'web_identity'
)
select
  t.role_arn,
  w.weaknesses,
  t.issuer,
  coalesce(t.stable_subject, t.subject) as subject,
  max(t.ci_repository) as repository,
  count_if(t.error_code is null) as sessions,
  count_if(t.error_code is not null) as refused,
  max(t.event_time) as last_session_at
from taken t
inner join weak w on w.recipient_account_id = t.account_id and w.role_name = t.role_name
group by t.role_arn, w.weaknesses, t.issuer, coalesce(t.stable_subject, t.subject)
order by sessions desc, t.role_arn, w.weaknesses, t.issuer, subject
limit :rows_max
