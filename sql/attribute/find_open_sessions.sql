-- purpose:  Where the sessions lie whose origin the next pass looks for, so that it reads nothing else.
-- grain:    one row per run
-- inputs:   sessions, callers
-- outputs:  caller_date_first date, caller_date_last date, session_date_first date, session_date_last date; all null when
--           there is nothing to look for
with changed as (
  select c.caller_id
  from callers c
  where c.is_dirty
),
open_sessions as (
  select s.event_date, s.caller_id
  from sessions s
  left join changed d on d.caller_id = s.caller_id
  where (s.is_dirty or d.caller_id is not null)
    and s.caller_id is not null
)
select
  cast(min(c.first_event_at) as date) as caller_date_first,
  cast(max(c.first_event_at) as date) as caller_date_last,
  min(o.event_date) as session_date_first,
  max(o.event_date) as session_date_last
from open_sessions o
inner join callers c on c.caller_id = o.caller_id
