-- purpose:  The end of a run: every call made with these credentials carries their answer.
-- grain:    one row per caller marked is_dirty (caller_id)
-- inputs:   callers
-- params:   :near_first date, :near_last date  (days on which what a run concerns can lie, both included)
-- outputs:  is_dirty of callers
update callers
set is_dirty = false
where is_dirty
  and first_event_at >= cast(:near_first as timestamp)
  and first_event_at < date_add('day', 1, cast(:near_last as timestamp))
