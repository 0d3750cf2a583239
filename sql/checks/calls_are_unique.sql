-- purpose:  Events that the lake holds more than once. Severity: stop.
-- grain:    one row per event that is there twice (event_id, recipient_account_id)
-- inputs:   calls
-- outputs:  event_id varchar, recipient_account_id varchar, copies bigint
select event_id, recipient_account_id, count(*) as copies
from calls
group by event_id, recipient_account_id
having count(*) > 1
order by event_id, recipient_account_id
