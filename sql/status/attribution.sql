-- purpose:  How the calls got their origin, and why some have none.
-- grain:    one row per origin kind, attribution and reason
-- inputs:   calls
-- outputs:  origin_kind varchar, attribution varchar, attribution_reason varchar, calls bigint
select origin_kind, attribution, attribution_reason, count(*) as calls
from calls
group by origin_kind, attribution, attribution_reason
order by calls desc, origin_kind, attribution, attribution_reason
