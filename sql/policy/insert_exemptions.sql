-- purpose:  Rows of the policy file.
-- grain:    one row per exemption (exemption_id)
-- inputs:   exemptions
-- params:   :rows json  (an array of objects, a key for each column; instants in ISO 8601)
-- outputs:  the rows inserted into exemptions
insert into exemptions (
  exemption_id, rule, key_id_like, actor_like, account_like, resource_like, reason, owner, until_at
)
with parts as (
  select json_array_get(r.all_rows, i.position - 1) as one
  from (select cast(:rows as varchar) as all_rows) r
  cross join unnest(sequence(1, json_array_length(r.all_rows))) as i (position)
  where i.position between 1 and json_array_length(r.all_rows)
)
select
  json_extract_scalar(p.one, '$.exemption_id') as exemption_id,
  json_extract_scalar(p.one, '$.rule') as rule,
  json_extract_scalar(p.one, '$.key_id_like') as key_id_like,
  json_extract_scalar(p.one, '$.actor_like') as actor_like,
  json_extract_scalar(p.one, '$.account_like') as account_like,
  json_extract_scalar(p.one, '$.resource_like') as resource_like,
  json_extract_scalar(p.one, '$.reason') as reason,
  json_extract_scalar(p.one, '$.owner') as owner,
  cast(from_iso8601_timestamp(json_extract_scalar(p.one, '$.until_at')) as timestamp) as until_at
from parts p
