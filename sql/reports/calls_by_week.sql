-- purpose:  How many calls went back to what, week by week.
-- grain:    one row per week and origin kind
-- inputs:   calls
-- params:   :window_start_on date, :window_end_on date  (UTC, Mondays, end excluded)
-- outputs:  week_start_on date, origin_kind varchar, calls bigint (the refused too), unattributed bigint, keys bigint,
--           repositories bigint (that a session was issued to: asking for one and being refused does not count)
select
  cast(date_trunc('week', event_date) as date) as week_start_on,
  origin_kind,
  count(*) as calls,
  count_if(attribution in ('none', 'context')) as unattributed,
  count(distinct origin_key_id) as keys,
  count(distinct case when chain_depth > 0 or error_code is null then ci_repository end) as repositories
from calls
where event_date >= :window_start_on
  and event_date < :window_end_on
group by cast(date_trunc('week', event_date) as date), origin_kind
order by week_start_on, origin_kind
