-- purpose:  The end of a run: every call made with these credentials carries their answer.
-- grain:    one row per caller marked is_dirty (caller_id)
-- inputs:   callers
-- outputs:  is_dirty of callers
update callers set is_dirty = false where is_dirty
