-- purpose:  Credentials whose session goes, because its recorded event gave way to another copy that says something else.
-- grain:    one row per caller of a session without an exchange (caller_id)
-- inputs:   callers, sessions, exchanges
-- params:   :event_date_first date, :event_date_last date  (days on which copies of the new events can be)
-- outputs:  session_id, link_method and link_reason of callers, set back so that they are linked anew
update callers
set session_id = null, link_method = null, link_reason = null
where session_id in (
  select s.session_id
  from sessions s
  where s.event_date between :event_date_first and :event_date_last
    and s.session_id not in (
      select e.session_id from exchanges e where e.event_date between :event_date_first and :event_date_last
    )
)
