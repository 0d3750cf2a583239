-- purpose:  An end to chains without one: sessions that issued each other, or that stand deeper than any honest chain.
-- grain:    one row per session without an origin after the last pass (session_id)
-- inputs:   sessions
-- params:   :chain_hops_max integer, :pass varchar  (this pass of this run),
--           :near_first date, :near_last date  (days on which what a run concerns can lie, both included)
-- outputs:  origin columns and chain_hops of sessions: the same as of a chain that is too deep
update sessions
set
  origin_kind = 'unknown', attribution = 'none', attribution_reason = 'chain_too_deep',
  chain_hops = :chain_hops_max + 1, is_dirty = true, changed_in = :pass
where origin_kind is null
  and event_date between :near_first and :near_last
