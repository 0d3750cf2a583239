-- purpose:  The end of a run: what depends on these sessions has been brought up to date.
-- grain:    one row per session marked is_dirty (session_id)
-- inputs:   sessions
-- outputs:  is_dirty of sessions
update sessions set is_dirty = false where is_dirty
