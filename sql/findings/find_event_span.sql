-- purpose:  The first and the last moment that the lake knows of, from which a window follows without a clock.
-- grain:    one row per lake
-- inputs:   calls
-- outputs:  first_event_at timestamp, last_event_at timestamp; both null in an empty lake
select min(event_time) as first_event_at, max(event_time) as last_event_at
from calls
