-- purpose:  Where the sessions lie whose origin the next pass looks for, so that it reads nothing else.
-- grain:    one row per run
-- inputs:   sessions, callers
-- params:   :near_first date, :near_last date  (days on which what a run concerns can lie, both included)
-- outputs:  caller_date_first date, caller_date_last date, session_date_first date, session_date_last date; all null when
--           there is nothing to look for
with changed as (
  select c.caller_id
  from callers c
  where c.is_dirty
    and c.first_event_at >= cast(:near_first as timestamp)
    and c.first_event_at < date_add('day', 1, cast(:near_last as timestamp))
),
open_sessions as (
  select s.event_date, s.caller_id
  from sessions s
  left join changed d on d.caller_id = s.caller_id
  where (s.is_dirty or d.caller_id is not null)
    and s.caller_id is not null
    and s.event_date between :near_first and :near_last
)
select
  cast(min(c.first_event_at) as date) as caller_date_first,
  cast(max(c.first_event_at) as date) as caller_date_last,
  min(o.event_date) as session_date_first,
  max(o.event_date) as session_date_last
from open_sessions o
inner join callers c
  on c.caller_id = o.caller_id
  and c.first_event_at >= cast(:near_first as timestamp)
  and c.first_event_at < date_add('day', 1, cast(:near_last as timestamp))
