-- purpose:  Rows of the policy file.
-- grain:    one row per expectation (expectation_id)
-- inputs:   expected_subjects
-- params:   :rows json  (an array of objects, a key for each column; instants in ISO 8601)
-- outputs:  the rows inserted into expected_subjects
insert into expected_subjects (
  expectation_id, role_like, issuer_like, audience_like, subject_like, organization_like, repository_like, ref_kind,
  ref_like, environment_like, workflow_like, owner, until_at
)
with parts as (
  select json_array_get(r.all_rows, i.position - 1) as one
  from (select cast(:rows as varchar) as all_rows) r
  cross join unnest(sequence(1, json_array_length(r.all_rows))) as i (position)
  where i.position between 1 and json_array_length(r.all_rows)
)
select
  json_extract_scalar(p.one, '$.expectation_id') as expectation_id,
  json_extract_scalar(p.one, '$.role_like') as role_like,
  json_extract_scalar(p.one, '$.issuer_like') as issuer_like,
  json_extract_scalar(p.one, '$.audience_like') as audience_like,
  json_extract_scalar(p.one, '$.subject_like') as subject_like,
  json_extract_scalar(p.one, '$.organization_like') as organization_like,
  json_extract_scalar(p.one, '$.repository_like') as repository_like,
  json_extract_scalar(p.one, '$.ref_kind') as ref_kind,
  json_extract_scalar(p.one, '$.ref_like') as ref_like,
  json_extract_scalar(p.one, '$.environment_like') as environment_like,
  json_extract_scalar(p.one, '$.workflow_like') as workflow_like,
  json_extract_scalar(p.one, '$.owner') as owner,
  cast(from_iso8601_timestamp(json_extract_scalar(p.one, '$.until_at')) as timestamp) as until_at
from parts p
