-- purpose:  When the staged objects were delivered, as their names say, so that only deliveries of that time are looked at again.
-- grain:    one row per run
-- inputs:   staged_deliveries
-- params:   :slot_first varchar, :slot_last varchar  (closed staged slots, both included)
-- outputs:  delivered_first timestamp, delivered_last timestamp; both null where no name says it
select min(d.delivered_at) as delivered_first, max(d.delivered_at) as delivered_last
from staged_deliveries d
where d.slot between :slot_first and :slot_last
