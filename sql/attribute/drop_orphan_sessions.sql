-- purpose:  Sessions whose recorded event gave way to another copy that says something else.
-- grain:    one row per session without an exchange (session_id)
-- inputs:   sessions, exchanges
-- params:   :event_date_first date, :event_date_last date  (days on which copies of the new events can be)
-- outputs:  rows deleted from sessions
delete from sessions
where event_date between :event_date_first and :event_date_last
  and session_id not in (
    select e.session_id from exchanges e where e.event_date between :event_date_first and :event_date_last
  )
