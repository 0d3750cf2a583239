-- purpose:  The newest day that the lake knows of, from which days follow without a clock.
-- grain:    one row per lake
-- inputs:   calls
-- outputs:  newest_on date, null in an empty lake
select max(event_date) as newest_on
from calls
