-- purpose:  Recorded exchanges whose sessions nobody can use any more. A month beyond the calls, because they explain them.
-- grain:    one row per exchange event (event_id, recipient_account_id)
-- inputs:   exchanges
-- params:   :event_date_before date  (the first day that is kept)
-- outputs:  rows deleted from exchanges
delete from exchanges
where event_date < :event_date_before
