-- purpose:  Where the credentials lie whose answer the next pass looks for, so that it reads nothing else.
-- grain:    one row per run
-- inputs:   callers, sessions
-- params:   :near_first date, :near_last date  (days on which what a run concerns can lie, both included)
-- outputs:  caller_date_first date, caller_date_last date, session_date_first date, session_date_last date; all null when
--           there is nothing to look for
with changed as (
  select s.session_id
  from sessions s
  where s.is_dirty
    and s.event_date between :near_first and :near_last
),
open_callers as (
  select c.first_event_at, c.session_id
  from callers c
  left join changed d on d.session_id = c.session_id
  where (c.is_dirty or c.origin_kind is null or d.session_id is not null)
    and c.federated_subject is null
    and c.first_event_at >= cast(:near_first as timestamp)
    and c.first_event_at < date_add('day', 1, cast(:near_last as timestamp))
)
select
  cast(min(o.first_event_at) as date) as caller_date_first,
  cast(max(o.first_event_at) as date) as caller_date_last,
  coalesce(min(s.event_date), cast(min(o.first_event_at) as date)) as session_date_first,
  coalesce(max(s.event_date), cast(max(o.first_event_at) as date)) as session_date_last
from open_callers o
left join sessions s on s.session_id = o.session_id and s.event_date between :near_first and :near_last
