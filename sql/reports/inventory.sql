-- purpose:  The active keys that the last credential report named, and when their users' keys were last seen in the trail.
-- grain:    one row per active key (user_arn, slot)
-- inputs:   key_inventory, calls
-- params:   :window_start_on date, :window_end_on date  (UTC, end excluded)
-- outputs:  user_arn varchar, slot integer, rotated_at timestamp, last_used_at timestamp, last_used_service varchar,
--           reported_at timestamp, seen_at timestamp, keys_seen bigint
with seen as (
  select c.origin_principal, max(c.event_time) as seen_at, count(distinct c.origin_key_id) as keys_seen
  from calls c
  where c.origin_kind = 'access_key'
    and c.event_date >= :window_start_on
    and c.event_date < :window_end_on
  group by c.origin_principal
)
select
  i.user_arn, i.slot, i.rotated_at, i.last_used_at, i.last_used_service, i.reported_at, s.seen_at,
  coalesce(s.keys_seen, 0) as keys_seen
from key_inventory i
left join seen s on s.origin_principal = i.user_arn
order by i.user_arn, i.slot
