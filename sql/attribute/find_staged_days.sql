-- purpose:  The days of the new rows.
-- grain:    one row per day (event_date)
-- inputs:   staged_events
-- params:   :slot_first varchar, :slot_last varchar  (closed staged slots, both included)
-- outputs:  event_date date
select distinct s.event_date
from staged_events s
where s.slot between :slot_first and :slot_last
order by s.event_date
