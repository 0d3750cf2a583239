-- purpose:  Duplicates of calls that are not kept any more.
-- grain:    one row per duplicate (source_object, record_index)
-- inputs:   duplicates
-- params:   :event_date_before date  (the first day that is kept)
-- outputs:  rows deleted from duplicates
delete from duplicates
where event_date < :event_date_before
