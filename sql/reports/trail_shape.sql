-- purpose:  What kinds of events the trail delivers at all: data events, reads, and exchanges on days with sessions.
-- grain:    one row per run
-- inputs:   calls
-- params:   :window_start_on date, :window_end_on date  (UTC, end excluded)
-- outputs:  days bigint, data_events bigint, days_without_exchange bigint
with by_day as (
  select
    event_date,
    count_if(event_category = 'Data') as data_events,
    count_if(user_identity_type = 'AssumedRole') as session_calls,
    count_if(event_source = 'sts.amazonaws.com' and event_name like 'AssumeRole%') as exchanges
  from calls
  where event_date >= :window_start_on
    and event_date < :window_end_on
  group by event_date
)
select
  count(*) as days,
  coalesce(sum(data_events), 0) as data_events,
  count_if(session_calls > 0 and exchanges = 0) as days_without_exchange
from by_day
