-- purpose:  What a pass has changed. Not every engine says how many rows a statement wrote.
-- grain:    one row per run
-- inputs:   callers, sessions
-- params:   :pass varchar  (the pass, as the statements wrote it),
--           :near_first date, :near_last date  (days on which what a run concerns can lie, both included)
-- outputs:  rows_changed bigint
with changed as (
  select c.caller_id as id
  from callers c
  where c.changed_in = :pass
    and c.first_event_at >= cast(:near_first as timestamp)
    and c.first_event_at < date_add('day', 1, cast(:near_last as timestamp))
  union all
  select s.session_id as id
  from sessions s
  where s.changed_in = :pass
    and s.event_date between :near_first and :near_last
)
select count(*) as rows_changed
from changed
