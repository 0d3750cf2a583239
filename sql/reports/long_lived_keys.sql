-- purpose:  Long-lived keys used in the window: how much hangs on each, when, and who owns it.
-- grain:    one row per access key (key_id)
-- inputs:   calls, principals
-- params:   :window_start_on date, :week_start_on date, :window_end_on date  (UTC, end excluded)
-- outputs:  key_id varchar, principal varchar, use varchar, owner varchar, direct_calls bigint, session_calls bigint,
--           week_calls bigint, first_event_at timestamp, last_event_at timestamp,
--           last_before_at timestamp (before the week), first_week_at timestamp
with used as (
  select
    origin_key_id as key_id,
    max(origin_principal) as principal,
    count_if(chain_depth = 0) as direct_calls,
    count_if(chain_depth > 0) as session_calls,
    count_if(event_date >= :week_start_on) as week_calls,
    min(event_time) as first_event_at,
    max(event_time) as last_event_at,
    max(case when event_date < :week_start_on then event_time end) as last_before_at,
    min(case when event_date >= :week_start_on then event_time end) as first_week_at
  from calls
  where origin_kind = 'access_key'
    and origin_key_id is not null
    and event_date >= :window_start_on
    and event_date < :window_end_on
  group by origin_key_id
),
owned as (
  select
    u.key_id,
    max_by(p.use, p.precedence) as use,
    max_by(p.owner, p.precedence) as owner
  from used u
  inner join principals p on u.principal like p.principal_like escape '\'
  group by u.key_id
)
select
  u.key_id, u.principal, o.use, o.owner, u.direct_calls, u.session_calls, u.week_calls, u.first_event_at,
  u.last_event_at, u.last_before_at, u.first_week_at
from used u
left join owned o on o.key_id = u.key_id
order by u.week_calls desc, u.last_event_at desc, u.key_id
