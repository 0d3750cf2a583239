-- purpose:  The last credential reports, the active keys that they named, and uses of their users' keys that no known key explains.
-- grain:    one row per report, as slot 0, and active key (user_arn, slot)
-- inputs:   key_inventory, calls
-- params:   :window_start_on date, :window_end_on date  (UTC, end excluded)
-- outputs:  user_arn varchar, slot integer, rotated_at timestamp, last_used_at timestamp, last_used_service varchar,
--           reported_at timestamp, unnamed_at timestamp (the user's last call by a key that no event names)
with unnamed as (
  select origin_principal, max(event_time) as unnamed_at
  from calls
  where origin_kind = 'access_key'
    and origin_key_id is null
    and event_date >= :window_start_on
    and event_date < :window_end_on
  group by origin_principal
)
select
  i.user_arn, i.slot, i.rotated_at, i.last_used_at, i.last_used_service, i.reported_at, u.unnamed_at
from key_inventory i
left join unnamed u on u.origin_principal = i.user_arn
order by i.user_arn, i.slot
