-- purpose:  Saves findings as they stand now. What was told of a life stays, whatever another run knew of it.
-- grain:    one row per finding (rule, finding_key)
-- inputs:   findings
-- params:   :rows json  (an array of objects, a key for each column; instants in ISO 8601, evidence as text)
-- outputs:  the rows merged into findings
merge into findings t
using (
  with parts as (
    select json_array_get(r.all_rows, i.position - 1) as one
    from (select cast(:rows as varchar) as all_rows) r
    cross join unnest(sequence(1, json_array_length(r.all_rows))) as i (position)
    where i.position between 1 and json_array_length(r.all_rows)
  )
  select
    json_extract_scalar(p.one, '$.rule') as rule,
    json_extract_scalar(p.one, '$.finding_key') as finding_key,
    json_extract_scalar(p.one, '$.severity') as severity,
    json_extract_scalar(p.one, '$.state') as state,
    cast(from_iso8601_timestamp(json_extract_scalar(p.one, '$.first_event_at')) as timestamp) as first_event_at,
    cast(from_iso8601_timestamp(json_extract_scalar(p.one, '$.last_event_at')) as timestamp) as last_event_at,
    cast(json_extract_scalar(p.one, '$.event_count') as bigint) as event_count,
    json_extract_scalar(p.one, '$.actor') as actor,
    json_extract_scalar(p.one, '$.action') as action,
    json_extract_scalar(p.one, '$.resource') as resource,
    json_extract_scalar(p.one, '$.source_ip') as source_ip,
    json_extract_scalar(p.one, '$.account_id') as account_id,
    json_extract_scalar(p.one, '$.region') as region,
    json_extract_scalar(p.one, '$.evidence') as evidence,
    json_extract_scalar(p.one, '$.owner') as owner,
    json_extract_scalar(p.one, '$.exemption') as exemption,
    json_extract_scalar(p.one, '$.opening') as opening,
    cast(from_iso8601_timestamp(json_extract_scalar(p.one, '$.opened_at')) as timestamp) as opened_at,
    cast(from_iso8601_timestamp(json_extract_scalar(p.one, '$.updated_at')) as timestamp) as updated_at,
    cast(from_iso8601_timestamp(json_extract_scalar(p.one, '$.resolved_at')) as timestamp) as resolved_at,
    cast(from_iso8601_timestamp(json_extract_scalar(p.one, '$.opened_notified_at')) as timestamp) as opened_notified_at,
    cast(from_iso8601_timestamp(json_extract_scalar(p.one, '$.last_notified_at')) as timestamp) as last_notified_at,
    cast(from_iso8601_timestamp(json_extract_scalar(p.one, '$.resolved_notified_at')) as timestamp) as resolved_notified_at,
    cast(json_extract_scalar(p.one, '$.reopened_count') as integer) as reopened_count
  from parts p
) n
on t.rule = n.rule and t.finding_key = n.finding_key
when matched then
  update set
    severity = n.severity, state = n.state, first_event_at = n.first_event_at, last_event_at = n.last_event_at,
    event_count = n.event_count, actor = n.actor, action = n.action, resource = n.resource, source_ip = n.source_ip,
    account_id = n.account_id, region = n.region, evidence = n.evidence, owner = n.owner, exemption = n.exemption,
    opening = n.opening, opened_at = n.opened_at, updated_at = n.updated_at, resolved_at = n.resolved_at,
    reopened_count = n.reopened_count,
    opened_notified_at = case when n.reopened_count > t.reopened_count then null else t.opened_notified_at end,
    last_notified_at = case when n.reopened_count > t.reopened_count then null else t.last_notified_at end,
    resolved_notified_at = case when n.reopened_count > t.reopened_count then null else t.resolved_notified_at end
when not matched then
  insert (
    rule, finding_key, severity, state, first_event_at, last_event_at, event_count, actor, action, resource,
    source_ip, account_id, region, evidence, owner, exemption, opening, opened_at, updated_at, resolved_at,
    opened_notified_at, last_notified_at, resolved_notified_at, reopened_count
  )
  values (
    n.rule, n.finding_key, n.severity, n.state, n.first_event_at, n.last_event_at, n.event_count, n.actor, n.action,
    n.resource, n.source_ip, n.account_id, n.region, n.evidence, n.owner, n.exemption, n.opening, n.opened_at,
    n.updated_at, n.resolved_at, n.opened_notified_at, n.last_notified_at, n.resolved_notified_at, n.reopened_count
  )
