-- purpose:  For each long-lived key the role that OIDC sessions take and that does most of what the key does.
-- grain:    one row per access key asked for that shares an action with such a role (key_id)
-- inputs:   calls
-- params:   :window_start_on date, :window_end_on date  (UTC, end excluded), :rows json  (an array of objects with a key_id:
--           comparing every key with every role would take longer than all the rest)
-- outputs:  key_id varchar, role_arn varchar, repository varchar (null where there are several), overlap double (0 to 1)
with asked as (
  select json_extract_scalar(json_array_get(r.all_rows, i.position - 1), '$.key_id') as key_id
  from (select cast(:rows as varchar) as all_rows) r
  cross join unnest(sequence(1, json_array_length(r.all_rows))) as i (position)
  where i.position between 1 and json_array_length(r.all_rows)
),
used as (
  select distinct c.origin_key_id as key_id, c.event_source, c.event_name
  from calls c
  inner join asked a on a.key_id = c.origin_key_id
  where c.origin_kind = 'access_key'
    and c.event_source <> 'sts.amazonaws.com'
    and c.error_code is null
    and c.event_date >= :window_start_on
    and c.event_date < :window_end_on
),
actions as (
  select distinct event_source, event_name from used
),
done as (
  select c.role_arn, c.event_source, c.event_name, min(c.ci_repository) as first_name, max(c.ci_repository) as last_name
  from calls c
  inner join actions n on n.event_source = c.event_source and n.event_name = c.event_name
  where c.origin_kind = 'web_identity'
    and c.chain_depth > 0
    and c.role_arn is not null
    and c.error_code is null
    and c.event_date >= :window_start_on
    and c.event_date < :window_end_on
  group by c.role_arn, c.event_source, c.event_name
),
sizes as (
  select key_id, count(*) as actions
  from used
  group by key_id
),
shared as (
  select
    u.key_id, d.role_arn,
    count(*) as actions,
    min(d.first_name) as first_name,
    max(d.last_name) as last_name
  from used u
  inner join done d on d.event_source = u.event_source and d.event_name = u.event_name
  group by u.key_id, d.role_arn
),
-- The role that shares most, the first by name of several: one pass, where a window would sort every pair.
ranked as (
  select
    key_id, role_arn, actions, first_name, last_name,
    concat(lpad(cast(1000000 - actions as varchar), 7, '0'), role_arn) as place
  from shared
),
best as (
  select
    key_id,
    max(actions) as actions,
    min_by(role_arn, place) as role_arn,
    min_by(coalesce(first_name, ''), place) as first_name,
    min_by(coalesce(last_name, ''), place) as last_name
  from ranked
  group by key_id
)
select
  b.key_id, b.role_arn,
  case when b.first_name = b.last_name and b.first_name <> '' then b.first_name end as repository,
  cast(b.actions as double) / z.actions as overlap
from best b
inner join sizes z on z.key_id = b.key_id
order by b.key_id
