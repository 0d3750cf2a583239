-- purpose:  The days on which a credential was used whose answer has changed.
-- grain:    one row per run
-- inputs:   callers
-- params:   :near_first date, :near_last date  (days on which what a run concerns can lie, both included)
-- outputs:  event_date_first date, event_date_last date; both null when nothing is to be mended
select cast(min(c.first_event_at) as date) as event_date_first, cast(max(c.last_event_at) as date) as event_date_last
from callers c
where c.is_dirty
  and c.first_event_at >= cast(:near_first as timestamp)
  and c.first_event_at < date_add('day', 1, cast(:near_last as timestamp))
