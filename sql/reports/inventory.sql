-- purpose:  The last credential reports, and the active keys that they named.
-- grain:    one row per report, as slot 0, and active key (user_arn, slot)
-- inputs:   key_inventory
-- outputs:  user_arn varchar, slot integer, rotated_at timestamp, last_used_at timestamp, last_used_service varchar,
--           reported_at timestamp
select user_arn, slot, rotated_at, last_used_at, last_used_service, reported_at
from key_inventory
order by user_arn, slot
