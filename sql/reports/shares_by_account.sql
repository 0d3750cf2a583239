-- purpose:  What CI did in the reported week, account by account, and how it compares with the week before.
-- grain:    one row per account (name)
-- inputs:   calls, sessions
-- params:   :before_start_on date, :week_start_on date, :window_end_on date  (UTC, Mondays, end excluded)
-- outputs:  name varchar, federated_calls bigint, key_calls bigint, federated_sessions bigint, key_sessions bigint,
--           keys bigint, federated_before bigint, key_before bigint
with done as (
  select
    recipient_account_id as name,
    count_if(event_date >= :week_start_on and origin_kind = 'web_identity') as federated_calls,
    count_if(event_date >= :week_start_on and origin_kind = 'access_key') as key_calls,
    count(distinct case when event_date >= :week_start_on then origin_key_id end) as keys,
    count_if(event_date < :week_start_on and origin_kind = 'web_identity') as federated_before,
    count_if(event_date < :week_start_on and origin_kind = 'access_key') as key_before
  from calls
  where origin_kind in ('web_identity', 'access_key')
    and event_date >= :before_start_on
    and event_date < :window_end_on
  group by recipient_account_id
),
opened as (
  select
    recipient_account_id as name,
    count_if(origin_kind = 'web_identity') as federated_sessions,
    count_if(origin_kind = 'access_key') as key_sessions
  from sessions
  where error_code is null
    and origin_kind in ('web_identity', 'access_key')
    and event_date >= :week_start_on
    and event_date < :window_end_on
  group by recipient_account_id
)
select
  d.name, d.federated_calls, d.key_calls,
  coalesce(o.federated_sessions, 0) as federated_sessions, coalesce(o.key_sessions, 0) as key_sessions,
  d.keys, d.federated_before, d.key_before
from done d
left join opened o on o.name is not distinct from d.name
where d.federated_calls + d.key_calls > 0
order by d.key_calls desc, d.federated_calls desc, d.name
