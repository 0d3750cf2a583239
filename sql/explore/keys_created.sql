-- purpose:  Who created long-lived keys or switched them on again, and are they used?
-- grain:    one row per change (event_id, recipient_account_id)
-- inputs:   iam_changes, calls
-- params:   :since_on date, :until_on date, :rows_max bigint  (UTC days, both included)
-- outputs:  event_time timestamp, change varchar, access_key_id varchar, user_name varchar,
--           recipient_account_id varchar, origin_kind varchar, origin varchar, repository varchar,
--           calls_since bigint (with the key or what hangs on it), event_id varchar
with made as (
  select
    event_time, event_id, recipient_account_id, change, target_key_id, target_user_name, origin_kind, ci_repository,
    coalesce(origin_key_id, stable_subject, origin_subject, origin_principal, principal_arn) as origin
  from iam_changes
  where event_date between :since_on and :until_on
    and (change = 'create_access_key' or (change = 'update_access_key' and lower(key_status) = 'active'))
),
used as (
  select m.event_id, m.recipient_account_id, count(*) as calls_since
  from made m
  inner join calls c on c.origin_key_id = m.target_key_id
  where c.event_date between :since_on and :until_on
    and c.event_time >= m.event_time
  group by m.event_id, m.recipient_account_id
)
select
  m.event_time,
  m.change,
  m.target_key_id as access_key_id,
  m.target_user_name as user_name,
  m.recipient_account_id,
  m.origin_kind,
  m.origin,
  m.ci_repository as repository,
  coalesce(u.calls_since, 0) as calls_since,
  m.event_id
from made m
left join used u
  on u.event_id = m.event_id
  and coalesce(u.recipient_account_id, '') = coalesce(m.recipient_account_id, '')
order by m.event_time desc, m.event_id, m.recipient_account_id
limit :rows_max
