-- purpose:  The version that the tables of the lake have reached.
-- grain:    one row per lake
-- inputs:   schema_versions
-- outputs:  version integer; null where the tables are new
select max(v.version) as version
from schema_versions v
