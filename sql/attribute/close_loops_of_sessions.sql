-- purpose:  An end to sessions that issued each other, which only forged or anonymised logs contain.
-- grain:    one row per session without an origin after the last pass (session_id)
-- inputs:   sessions
-- outputs:  origin columns of sessions
update sessions
set origin_kind = 'unknown', attribution = 'none', attribution_reason = 'chain_is_a_loop', is_dirty = true
where origin_kind is null
