-- purpose:  Source objects that need not be read again: settled ones, and those that are staged and wait.
-- grain:    one row per source object and version
-- inputs:   deliveries, staged_deliveries
-- outputs:  source_object varchar, source_version varchar
select source_object, source_version from deliveries
union
select source_object, source_version from staged_deliveries
order by source_object, source_version
