-- purpose:  Writes down that the tables have reached a version.
-- grain:    one row per version (version)
-- inputs:   schema_versions
-- params:   :version integer, :reached_at timestamp
-- outputs:  the row merged into schema_versions
merge into schema_versions t
using (
  select cast(:version as integer) as version, :reached_at as reached_at
) n
on t.version = n.version
when not matched then
  insert (version, reached_at)
  values (n.version, n.reached_at)
