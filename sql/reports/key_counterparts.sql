-- purpose:  For each long-lived key the role that OIDC sessions take and that does most of what the key does.
-- grain:    one row per access key asked for that shares an action with such a role (key_id)
-- inputs:   calls, sessions
-- params:   :window_start_on date, :window_end_on date  (UTC, end excluded), :rows json  (an array of objects with a key_id:
--           comparing every key with every role would take longer than all the rest)
-- outputs:  key_id varchar, role_arn varchar, repository varchar (that takes the role; null where several do, or none), overlap double (0 to 1)
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
sizes as (
  select key_id, count(*) as actions
  from used
  group by key_id
),
done as (
  select role_arn, event_source, event_name
  from calls
  where origin_kind = 'web_identity'
    and event_date >= :window_start_on
    and event_date < :window_end_on
  group by role_arn, event_source, event_name
  having role_arn is not null and count_if(chain_depth > 0 and error_code is null) > 0
),
-- Numbers in the order of the names: pairs of keys and roles are many, and numbers are quicker to count by.
roles as (
  select role_arn, row_number() over (order by role_arn) as role_number
  from (select distinct role_arn from done) d
),
shared as (
  select u.key_id, r.role_number, count(*) as actions
  from used u
  inner join done d on d.event_source = u.event_source and d.event_name = u.event_name
  inner join roles r on r.role_arn = d.role_arn
  group by u.key_id, r.role_number
),
-- The role that shares most, the first by name of several: one pass, where a window would sort every pair.
best as (
  select key_id, max(actions) as actions, max_by(role_number, actions * 10000000 - role_number) as role_number
  from shared
  group by key_id
),
named as (
  select b.key_id, r.role_arn, b.actions
  from best b
  inner join roles r on r.role_number = b.role_number
),
takers as (
  select role_arn, min(ci_repository) as first_name, max(ci_repository) as last_name
  from sessions
  where origin_kind = 'web_identity'
    and error_code is null
    and event_date >= :window_start_on
    and event_date < :window_end_on
  group by role_arn
)
select
  n.key_id, n.role_arn,
  case when t.first_name = t.last_name then t.first_name end as repository,
  cast(n.actions as double) / z.actions as overlap
from named n
inner join sizes z on z.key_id = n.key_id
left join takers t on t.role_arn = n.role_arn
order by n.key_id
