-- purpose:  When was this long-lived key used, hour by hour?
-- grain:    one row per access key and hour
-- inputs:   calls
-- params:   :since_on date, :until_on date, :key_like varchar, :rows_max bigint  (UTC days, both included)
-- outputs:  hour_at timestamp, access_key_id varchar, calls bigint, session_calls bigint, write_calls bigint,
--           refused bigint, actions varchar, addresses varchar, user_agents bigint
select
  date_trunc('hour', event_time) as hour_at,
  origin_key_id as access_key_id,
  count(*) as calls,
  count_if(chain_depth > 0) as session_calls,
  count_if(not coalesce(read_only, true)) as write_calls,
  count_if(error_code is not null) as refused,
  array_join(slice(array_sort(array_agg(distinct event_name)), 1, 8), ', ') as actions,
  array_join(slice(array_sort(array_agg(distinct source_ip_address)), 1, 4), ', ') as addresses,
  count(distinct user_agent) as user_agents
from calls
where event_date between :since_on and :until_on
  and origin_kind = 'access_key'
  and origin_key_id like :key_like escape '\'
group by date_trunc('hour', event_time), origin_key_id
order by hour_at desc, access_key_id
limit :rows_max
