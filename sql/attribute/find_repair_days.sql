-- purpose:  The days on which a credential was used whose answer has changed.
-- grain:    one row per run
-- inputs:   callers
-- outputs:  event_date_first date, event_date_last date; both null when nothing is to be mended
select cast(min(c.first_event_at) as date) as event_date_first, cast(max(c.last_event_at) as date) as event_date_last
from callers c
where c.is_dirty
