-- purpose:  Sessions whose exchanges are not kept any more.
-- grain:    one row per session (session_id)
-- inputs:   sessions
-- params:   :event_date_before date  (the first day that is kept)
-- outputs:  rows deleted from sessions
delete from sessions
where event_date < :event_date_before
