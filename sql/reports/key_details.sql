-- purpose:  What long-lived keys did in the window, from where, and which CI product the calls point to.
-- grain:    one row per access key asked for that was used (key_id)
-- inputs:   calls
-- params:   :window_start_on date, :window_end_on date  (UTC, end excluded), :rows json  (an array of objects with a key_id:
--           lists for every key would take longer than all the rest)
-- outputs:  key_id varchar, roles varchar, services varchar, actions varchar, addresses varchar (the first by name),
--           agent varchar (of the last call), ci_product varchar (what agents and session names point to)
with asked as (
  select json_extract_scalar(json_array_get(r.all_rows, i.position - 1), '$.key_id') as key_id
  from (select cast(:rows as varchar) as all_rows) r
  cross join unnest(sequence(1, json_array_length(r.all_rows))) as i (position)
  where i.position between 1 and json_array_length(r.all_rows)
),
-- Calls that say the same are put together first: making lists of all calls costs several times as much.
bundles as (
  select
    c.origin_key_id as key_id, c.role_arn, c.event_source, c.event_name, c.source_ip_address, c.user_agent,
    max(c.event_time) as last_event_at,
    min(
      case
        when c.session_name = 'GitHubActions' then 1
        when c.session_name like 'GitLabRunner-%' then 2
        when c.session_name like 'buildkite-job-%' then 3
        when c.session_name like 'terraform-run-run-%' then 4
      end
    ) as session_sign
  from calls c
  inner join asked a on a.key_id = c.origin_key_id
  where c.origin_kind = 'access_key'
    and c.event_date >= :window_start_on
    and c.event_date < :window_end_on
  group by c.origin_key_id, c.role_arn, c.event_source, c.event_name, c.source_ip_address, c.user_agent
),
signed as (
  select
    key_id, role_arn, event_source, event_name, source_ip_address, user_agent, last_event_at, session_sign,
    case
      when user_agent like '%configure-aws-credentials-for-github-actions%'
        or user_agent like '%exec-env/GitHubActions%' then 1
      when user_agent like '%Terraform/%' then 5
    end as agent_sign
  from bundles
)
select
  key_id,
  array_join(slice(array_sort(array_agg(distinct role_arn)), 1, 4), ', ') as roles,
  array_join(slice(array_sort(array_agg(distinct split_part(event_source, '.', 1))), 1, 8), ', ') as services,
  array_join(slice(array_sort(array_agg(distinct event_name)), 1, 8), ', ') as actions,
  array_join(slice(array_sort(array_agg(distinct source_ip_address)), 1, 4), ', ') as addresses,
  max_by(user_agent, concat(cast(last_event_at as varchar), ' ', user_agent)) as agent,
  case least(coalesce(min(session_sign), 9), coalesce(min(agent_sign), 9))
    when 1 then 'GitHub Actions'
    when 2 then 'GitLab'
    when 3 then 'Buildkite'
    when 4 then 'HCP Terraform'
    when 5 then 'Terraform'
  end as ci_product
from signed
group by key_id
order by key_id
