-- purpose:  What a pass has changed. Not every engine says how many rows a statement wrote.
-- grain:    one row per run
-- inputs:   callers, sessions
-- params:   :pass varchar  (the pass, as the statements wrote it)
-- outputs:  rows_changed bigint
with changed as (
  select c.caller_id as id
  from callers c
  where c.changed_in = :pass
  union all
  select s.session_id as id
  from sessions s
  where s.changed_in = :pass
)
select count(*) as rows_changed
from changed
