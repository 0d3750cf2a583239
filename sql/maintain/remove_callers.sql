-- purpose:  Credentials of which no call is kept any more.
-- grain:    one row per caller (caller_id)
-- inputs:   callers
-- params:   :event_date_before date  (the first day that is kept)
-- outputs:  rows deleted from callers
delete from callers
where last_event_at < cast(:event_date_before as timestamp)
