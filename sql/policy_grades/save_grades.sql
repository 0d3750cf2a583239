-- purpose:  Saves the grades of some documents. Grades of older rules stay until they are replaced by index.
-- grain:    one row per policy document and thing to say of it
-- inputs:   policy_grades
-- params:   :rows json  (an array of objects, a key for each column; event_time in ISO 8601)
-- outputs:  the rows merged into policy_grades
merge into policy_grades t
using (
  with parts as (
    select json_array_get(r.all_rows, i.position - 1) as one
    from (select cast(:rows as varchar) as all_rows) r
    cross join unnest(sequence(1, json_array_length(r.all_rows))) as i (position)
    where i.position between 1 and json_array_length(r.all_rows)
  )
  select
    cast(from_iso8601_timestamp(json_extract_scalar(p.one, '$.event_time')) as timestamp) as event_time,
    json_extract_scalar(p.one, '$.event_id') as event_id,
    json_extract_scalar(p.one, '$.recipient_account_id') as recipient_account_id,
    cast(json_extract_scalar(p.one, '$.grade_index') as integer) as grade_index,
    cast(json_extract_scalar(p.one, '$.rules_version') as integer) as rules_version,
    json_extract_scalar(p.one, '$.grade') as grade,
    json_extract_scalar(p.one, '$.severity') as severity,
    json_extract_scalar(p.one, '$.issuer') as issuer,
    json_extract_scalar(p.one, '$.statement') as statement,
    json_extract_scalar(p.one, '$.detail') as detail
  from parts p
) n
on t.event_id = n.event_id
  and coalesce(t.recipient_account_id, '') = coalesce(n.recipient_account_id, '')
  and t.grade_index = n.grade_index
when matched then
  update set
    rules_version = n.rules_version, grade = n.grade, severity = n.severity, issuer = n.issuer,
    statement = n.statement, detail = n.detail
when not matched then
  insert (
    event_time, event_date, event_id, recipient_account_id, grade_index, rules_version, grade, severity, issuer,
    statement, detail
  )
  values (
    n.event_time, cast(n.event_time as date), n.event_id, n.recipient_account_id, n.grade_index, n.rules_version,
    n.grade, n.severity, n.issuer, n.statement, n.detail
  )
