-- purpose:  Long-lived keys that the lake knows in the window, with whose they are.
-- grain:    one row per access key (key_id)
-- inputs:   calls, principals
-- params:   :window_start_at timestamp, :window_end_at timestamp, :rows_max bigint  (UTC, end excluded)
-- outputs:  key_id varchar, principal varchar, use varchar, owner varchar, direct_calls bigint, session_calls bigint,
--           first_event_at timestamp, last_event_at timestamp, days bigint (on which it was used)
with used as (
  select
    c.origin_key_id as key_id,
    max(c.origin_principal) as principal,
    count_if(c.chain_depth = 0) as direct_calls,
    count_if(c.chain_depth > 0) as session_calls,
    min(c.event_time) as first_event_at,
    max(c.event_time) as last_event_at,
    count(distinct c.event_date) as days
  from calls c
  where c.origin_kind = 'access_key'
    and c.origin_key_id is not null
    and c.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
    and c.event_time >= :window_start_at
    and c.event_time < :window_end_at
  group by c.origin_key_id
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
  u.key_id, u.principal, o.use, o.owner, u.direct_calls, u.session_calls, u.first_event_at, u.last_event_at, u.days
from used u
left join owned o on o.key_id = u.key_id
order by u.key_id
limit :rows_max
