-- purpose:  The end of a run: what depends on these sessions has been brought up to date.
-- grain:    one row per session marked is_dirty (session_id)
-- inputs:   sessions
-- params:   :near_first date, :near_last date  (days on which what a run concerns can lie, both included)
-- outputs:  is_dirty of sessions
update sessions
set is_dirty = false
where is_dirty
  and event_date between :near_first and :near_last
