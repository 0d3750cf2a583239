-- purpose:  How many calls went back to what, week by week.
-- grain:    one row per week and origin kind (week_start_on, origin_kind)
-- inputs:   calls
-- params:   :window_start_on date, :window_end_on date  (UTC, Mondays, end excluded)
-- outputs:  week_start_on date, origin_kind varchar, calls bigint (the refused too), unattributed bigint, keys bigint (of
--           access_key), repositories bigint (of web_identity, that a session was issued to: asking for one and being
--           refused does not count)
-- Days are counted before weeks, and names are listed before they are counted: half the work of all in one.
with by_day as (
  select event_date, origin_kind, count(*) as calls, count_if(attribution in ('none', 'context')) as unattributed
  from calls
  where event_date >= :window_start_on
    and event_date < :window_end_on
  group by event_date, origin_kind
),
by_week as (
  select
    cast(date_trunc('week', event_date) as date) as week_start_on, origin_kind,
    sum(calls) as calls,
    sum(unattributed) as unattributed
  from by_day
  group by cast(date_trunc('week', event_date) as date), origin_kind
),
keys_by_week as (
  select week_start_on, count(*) as keys
  from (
    select distinct cast(date_trunc('week', event_date) as date) as week_start_on, origin_key_id
    from calls
    where origin_kind = 'access_key'
      and origin_key_id is not null
      and event_date >= :window_start_on
      and event_date < :window_end_on
  ) k
  group by week_start_on
),
repositories_by_week as (
  select week_start_on, count(*) as repositories
  from (
    select cast(date_trunc('week', event_date) as date) as week_start_on, ci_repository
    from calls
    where origin_kind = 'web_identity'
      and event_date >= :window_start_on
      and event_date < :window_end_on
    group by cast(date_trunc('week', event_date) as date), ci_repository
    having ci_repository is not null and count_if(chain_depth > 0 or error_code is null) > 0
  ) r
  group by week_start_on
)
select
  w.week_start_on, w.origin_kind, w.calls, w.unattributed,
  case when w.origin_kind = 'access_key' then coalesce(k.keys, 0) else 0 end as keys,
  case when w.origin_kind = 'web_identity' then coalesce(r.repositories, 0) else 0 end as repositories
from by_week w
left join keys_by_week k on k.week_start_on = w.week_start_on
left join repositories_by_week r on r.week_start_on = w.week_start_on
order by w.week_start_on, w.origin_kind
