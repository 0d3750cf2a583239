-- purpose:  How many sessions were granted to what, week by week.
-- grain:    one row per week and origin kind
-- inputs:   sessions
-- params:   :window_start_on date, :window_end_on date  (UTC, Mondays, end excluded)
-- outputs:  week_start_on date, origin_kind varchar, sessions bigint
select
  cast(date_trunc('week', event_date) as date) as week_start_on,
  origin_kind,
  count(*) as sessions
from sessions
where error_code is null
  and event_date >= :window_start_on
  and event_date < :window_end_on
group by cast(date_trunc('week', event_date) as date), origin_kind
order by week_start_on, origin_kind
