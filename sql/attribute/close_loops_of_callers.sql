-- purpose:  An end to credentials whose sessions issued each other, which only forged or anonymised logs contain.
-- grain:    one row per caller without an origin after the last pass (caller_id)
-- inputs:   callers
-- outputs:  origin columns of callers
update callers
set origin_kind = 'unknown', attribution = 'none', attribution_reason = 'chain_is_a_loop', is_dirty = true
where origin_kind is null
