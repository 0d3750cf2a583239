-- purpose:  Which long-lived keys are still in use, and what hangs on them?
-- grain:    one row per access key
-- inputs:   calls
-- params:   :since_on date, :until_on date, :rows_max bigint  (UTC days, both included)
-- outputs:  access_key_id varchar, principal varchar, direct_calls bigint, session_calls bigint, roles varchar,
--           first_event_at timestamp, last_event_at timestamp
select
  origin_key_id as access_key_id,
  max(origin_principal) as principal,
  count_if(chain_depth = 0) as direct_calls,
  count_if(chain_depth > 0) as session_calls,
  array_join(slice(array_sort(array_agg(distinct role_arn)), 1, 6), ', ') as roles,
  min(event_time) as first_event_at,
  max(event_time) as last_event_at
from calls
where event_date between :since_on and :until_on
  and origin_kind = 'access_key'
  and origin_key_id is not null
group by origin_key_id
order by last_event_at desc, access_key_id
limit :rows_max
