-- purpose:  What a long-lived key's clients call themselves, and the longest time between two days of use.
-- grain:    one row per user agent (user_agent)
-- inputs:   calls
-- params:   :key_id varchar, :window_start_at timestamp, :window_end_at timestamp  (UTC, end excluded)
-- outputs:  user_agent varchar, calls bigint, quiet_days_max bigint (of the key, the same in every row)
with used as (
  select c.user_agent, c.event_date
  from calls c
  where c.origin_key_id = :key_id
    and c.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
    and c.event_time >= :window_start_at
    and c.event_time < :window_end_at
),
days as (
  select u.event_date
  from used u
  group by u.event_date
),
pauses as (
  select date_diff('day', lag(d.event_date) over (order by d.event_date), d.event_date) as quiet_days
  from days d
),
longest as (
  select coalesce(max(p.quiet_days), 0) as quiet_days_max
  from pauses p
)
select u.user_agent, count(*) as calls, max(l.quiet_days_max) as quiet_days_max
from used u
cross join longest l
group by u.user_agent
order by calls desc, u.user_agent
limit 50
