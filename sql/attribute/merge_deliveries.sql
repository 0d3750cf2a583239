-- purpose:  What was read of each source object, with both sides of its count.
-- grain:    one row per source object (source_object)
-- inputs:   staged_deliveries, deliveries
-- params:   :slot_first varchar, :slot_last varchar  (closed staged slots, both included),
--           :delivered_first timestamp, :delivered_last timestamp  (when they were delivered, both included)
-- outputs:  rows merged into deliveries; an object that was read again has its newest reading
merge into deliveries t
using (
  with ranked as (
    select
      s.source_object, s.source_version, s.account_id, s.region, s.organization_id, s.delivered_at,
      s.compressed_bytes, s.json_bytes, s.records_read, s.rows_staged, s.rejects, s.skipped, s.odd_values,
      s.skipped_kinds, s.digest_verdict, s.ingested_at,
      row_number() over (partition by s.source_object order by s.ingested_at desc, s.batch_id) as reading_rank
    from staged_deliveries s
    where s.slot between :slot_first and :slot_last
  )
  select
    source_object, source_version, account_id, region, organization_id, delivered_at, compressed_bytes, json_bytes,
    records_read, rows_staged, rejects, skipped, odd_values, skipped_kinds, digest_verdict, ingested_at
  from ranked
  where reading_rank = 1
) n
on t.source_object = n.source_object
  -- An object's name gives its time, and so the files of the table that may know it.
  and (t.delivered_at is null or t.delivered_at between :delivered_first and :delivered_last)
when matched then
  update set
    source_version = n.source_version, account_id = n.account_id, region = n.region,
    organization_id = n.organization_id, delivered_at = n.delivered_at, compressed_bytes = n.compressed_bytes,
    json_bytes = n.json_bytes, records_read = n.records_read, rows_staged = n.rows_staged, rejects = n.rejects,
    skipped = n.skipped, odd_values = n.odd_values, skipped_kinds = n.skipped_kinds,
    digest_verdict = n.digest_verdict, ingested_at = n.ingested_at
when not matched then
  insert (
    source_object, source_version, account_id, region, organization_id, delivered_at, compressed_bytes, json_bytes,
    records_read, rows_staged, rejects, skipped, odd_values, skipped_kinds, digest_verdict, ingested_at
  )
  values (
    n.source_object, n.source_version, n.account_id, n.region, n.organization_id, n.delivered_at, n.compressed_bytes,
    n.json_bytes, n.records_read, n.rows_staged, n.rejects, n.skipped, n.odd_values, n.skipped_kinds,
    n.digest_verdict, n.ingested_at
  )
