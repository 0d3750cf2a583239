-- purpose:  Rows of the policy file.
-- grain:    one row per principal pattern (principal_like)
-- inputs:   principals
-- params:   :rows json  (an array of objects, a key for each column; instants in ISO 8601)
-- outputs:  the rows inserted into principals
insert into principals (
  principal_like, use, owner, precedence
)
with parts as (
  select json_array_get(r.all_rows, i.position - 1) as one
  from (select cast(:rows as varchar) as all_rows) r
  cross join unnest(sequence(1, json_array_length(r.all_rows))) as i (position)
  where i.position between 1 and json_array_length(r.all_rows)
)
select
  json_extract_scalar(p.one, '$.principal_like') as principal_like,
  json_extract_scalar(p.one, '$.use') as use,
  json_extract_scalar(p.one, '$.owner') as owner,
  cast(json_extract_scalar(p.one, '$.precedence') as integer) as precedence
from parts p
