-- purpose:  Whether the rows staged are the calls, the duplicates of calls, and what retention removed of both. Severity: stop.
-- grain:    one row per lake
-- inputs:   deliveries, calls, duplicates, rejects, removals
-- outputs:  objects bigint, records_read bigint, rows_staged bigint, rejects bigint, object_rejects bigint,
--           skipped bigint, odd_values bigint, calls bigint, duplicates bigint, removed bigint
with read as (
  select
    count(*) as objects,
    coalesce(sum(records_read), 0) as records_read,
    coalesce(sum(rows_staged), 0) as rows_staged,
    coalesce(sum(rejects), 0) as rejects,
    coalesce(sum(skipped), 0) as skipped,
    coalesce(sum(odd_values), 0) as odd_values
  from deliveries
),
kept as (
  select count(*) as calls from calls
),
again as (
  select count(*) as duplicates from duplicates
),
broken as (
  select count(*) as object_rejects from rejects where record_index is null
),
removed as (
  select coalesce(sum(calls + duplicates), 0) as removed from removals
)
select
  r.objects, r.records_read, r.rows_staged, r.rejects, b.object_rejects, r.skipped, r.odd_values, k.calls, a.duplicates,
  m.removed
from read r
cross join kept k
cross join again a
cross join broken b
cross join removed m
