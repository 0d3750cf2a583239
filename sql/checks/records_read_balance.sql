-- purpose:  Source objects whose records read are not rows + rejects + skipped. Severity: stop.
-- grain:    one row per source object that does not add up (source_object)
-- inputs:   deliveries
-- outputs:  source_object varchar, records_read bigint, rows_staged bigint, rejects bigint, skipped bigint
select source_object, records_read, rows_staged, rejects, skipped
from deliveries
where records_read <> rows_staged + rejects + skipped
order by source_object
