-- purpose:  The days of earlier calls whose event id comes again, on whatever day: anonymised logs use ids twice.
-- grain:    one row per run
-- inputs:   staged_events, calls
-- params:   :slot_first varchar, :slot_last varchar  (closed staged slots, both included)
-- outputs:  event_date_first date, event_date_last date; both null when no event comes again
select min(c.event_date) as event_date_first, max(c.event_date) as event_date_last
from calls c
where c.event_id in (select s.event_id from staged_events s where s.slot between :slot_first and :slot_last)
