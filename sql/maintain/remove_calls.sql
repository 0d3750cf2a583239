-- purpose:  Calls older than the policy of the deployment keeps them.
-- grain:    one row per call (event_id, recipient_account_id)
-- inputs:   calls
-- params:   :event_date_before date  (the first day that is kept)
-- outputs:  rows deleted from calls
delete from calls
where event_date < :event_date_before
