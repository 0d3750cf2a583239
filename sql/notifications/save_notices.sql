-- purpose:  Plans notices. One that another run planned already stays as it is.
-- grain:    one row per thing to say of a finding in one of its lives (notice_id)
-- inputs:   notifications
-- params:   :rows json  (an array of objects, a key for each column; instants in ISO 8601)
-- outputs:  the rows added to notifications
merge into notifications t
using (
  with parts as (
    select json_array_get(r.all_rows, i.position - 1) as one
    from (select cast(:rows as varchar) as all_rows) r
    cross join unnest(sequence(1, json_array_length(r.all_rows))) as i (position)
    where i.position between 1 and json_array_length(r.all_rows)
  )
  select
    json_extract_scalar(p.one, '$.notice_id') as notice_id,
    json_extract_scalar(p.one, '$.message_id') as message_id,
    json_extract_scalar(p.one, '$.message_kind') as message_kind,
    json_extract_scalar(p.one, '$.parent_message_id') as parent_message_id,
    json_extract_scalar(p.one, '$.channel') as channel,
    json_extract_scalar(p.one, '$.rule') as rule,
    json_extract_scalar(p.one, '$.finding_key') as finding_key,
    cast(json_extract_scalar(p.one, '$.life') as integer) as life,
    json_extract_scalar(p.one, '$.kind') as kind,
    cast(from_iso8601_timestamp(json_extract_scalar(p.one, '$.planned_at')) as timestamp) as planned_at
  from parts p
) n
on t.notice_id = n.notice_id
when not matched then
  insert (
    notice_id, message_id, message_kind, parent_message_id, channel, rule, finding_key, life, kind, state, attempts,
    planned_at
  )
  values (
    n.notice_id, n.message_id, n.message_kind, n.parent_message_id, n.channel, n.rule, n.finding_key, n.life, n.kind,
    'planned', 0, n.planned_at
  )
