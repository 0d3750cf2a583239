-- purpose:  Sessions that a long-lived key asked for, by kind and role.
-- grain:    one row per kind and role (exchange_kind, role_arn)
-- inputs:   sessions
-- params:   :key_id varchar, :window_start_at timestamp, :window_end_at timestamp  (UTC, end excluded)
-- outputs:  exchange_kind varchar, role_arn varchar, session_name varchar (the newest), sessions bigint,
--           refused bigint, last_event_at timestamp
select
  s.exchange_kind,
  s.role_arn,
  max_by(s.session_name, s.event_time) as session_name,
  count_if(s.error_code is null) as sessions,
  count_if(s.error_code is not null) as refused,
  max(s.event_time) as last_event_at
from sessions s
where s.origin_key_id = :key_id
  and s.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
  and s.event_time >= :window_start_at
  and s.event_time < :window_end_at
group by s.exchange_kind, s.role_arn
order by s.exchange_kind, s.role_arn
limit 100
