-- purpose:  Why records and objects could not be read.
-- grain:    one row per reason
-- inputs:   rejects
-- outputs:  reason varchar, rejects bigint, example_object varchar
select reason, count(*) as rejects, min(source_object) as example_object
from rejects
group by reason
order by rejects desc, reason
