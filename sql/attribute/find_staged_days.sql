-- purpose:  The days of the new rows.
-- grain:    one row per run
-- inputs:   staged_events
-- params:   :slot_first varchar, :slot_last varchar  (closed staged slots, both included)
-- outputs:  event_date_first date, event_date_last date; both null when nothing is staged
select min(s.event_date) as event_date_first, max(s.event_date) as event_date_last
from staged_events s
where s.slot between :slot_first and :slot_last
