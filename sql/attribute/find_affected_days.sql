-- purpose:  The days that this run writes to: those of the new events and those on which a repaired credential was used.
-- grain:    one row per run
-- inputs:   staged_events, callers
-- params:   :slot_first varchar, :slot_last varchar  (closed staged slots, both included)
-- outputs:  event_date_first date, event_date_last date; both null when nothing is to be done
with touched as (
  select min(s.event_date) as event_date_first, max(s.event_date) as event_date_last
  from staged_events s
  where s.slot between :slot_first and :slot_last
  union all
  select cast(min(c.first_event_at) as date) as event_date_first, cast(max(c.last_event_at) as date) as event_date_last
  from callers c
  where c.is_dirty
)
select min(event_date_first) as event_date_first, max(event_date_last) as event_date_last
from touched
