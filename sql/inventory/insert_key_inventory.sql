-- purpose:  A credential report, and the active keys that it names.
-- grain:    one row per report, as slot 0, and active key (user_arn, slot)
-- inputs:   key_inventory
-- params:   :rows json  (an array of objects, a key for each column; instants in ISO 8601)
-- outputs:  the rows inserted into key_inventory
insert into key_inventory (
  user_arn, slot, rotated_at, last_used_at, last_used_service, last_used_region, reported_at
)
with parts as (
  select json_array_get(r.all_rows, i.position - 1) as one
  from (select cast(:rows as varchar) as all_rows) r
  cross join unnest(sequence(1, json_array_length(r.all_rows))) as i (position)
  where i.position between 1 and json_array_length(r.all_rows)
)
select
  json_extract_scalar(p.one, '$.user_arn') as user_arn,
  cast(json_extract_scalar(p.one, '$.slot') as integer) as slot,
  cast(from_iso8601_timestamp(json_extract_scalar(p.one, '$.rotated_at')) as timestamp) as rotated_at,
  cast(from_iso8601_timestamp(json_extract_scalar(p.one, '$.last_used_at')) as timestamp) as last_used_at,
  json_extract_scalar(p.one, '$.last_used_service') as last_used_service,
  json_extract_scalar(p.one, '$.last_used_region') as last_used_region,
  cast(from_iso8601_timestamp(json_extract_scalar(p.one, '$.reported_at')) as timestamp) as reported_at
from parts p
