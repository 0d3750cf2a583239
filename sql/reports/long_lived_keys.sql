-- purpose:  Long-lived keys used in the window, with what hangs on them and how much of it fell into its last week.
-- grain:    one row per access key (key_id)
-- inputs:   calls, principals
-- params:   :window_start_on date, :week_start_on date, :window_end_on date  (UTC, end excluded)
-- outputs:  key_id varchar, principal varchar, use varchar, owner varchar, direct_calls bigint, session_calls bigint,
--           week_calls bigint, roles varchar, services varchar, actions varchar, addresses varchar, agent varchar,
--           ci_product varchar (what agents and session names point to), first_event_at timestamp,
--           last_event_at timestamp, last_before_at timestamp (before the week), first_week_at timestamp
-- Calls that say the same are put together first: making lists of all calls costs several times as much.
with bundles as (
  select
    origin_key_id as key_id,
    origin_principal, role_arn, event_source, event_name, source_ip_address, user_agent,
    case
      when user_agent like '%configure-aws-credentials-for-github-actions%'
        or user_agent like '%exec-env/GitHubActions%'
        or session_name = 'GitHubActions' then 'GitHub Actions'
      when session_name like 'GitLabRunner-%' then 'GitLab'
      when session_name like 'buildkite-job-%' then 'Buildkite'
      when session_name like 'terraform-run-run-%' then 'HCP Terraform'
      when user_agent like '%Terraform/%' then 'Terraform'
    end as ci_sign,
    count_if(chain_depth = 0) as direct_calls,
    count_if(chain_depth > 0) as session_calls,
    count_if(event_date >= :week_start_on) as week_calls,
    min(event_time) as first_event_at,
    max(event_time) as last_event_at,
    max(case when event_date < :week_start_on then event_time end) as last_before_at,
    min(case when event_date >= :week_start_on then event_time end) as first_week_at
  from calls
  where origin_kind = 'access_key'
    and origin_key_id is not null
    and event_date >= :window_start_on
    and event_date < :window_end_on
  group by
    origin_key_id, origin_principal, role_arn, event_source, event_name, source_ip_address, user_agent,
    case
      when user_agent like '%configure-aws-credentials-for-github-actions%'
        or user_agent like '%exec-env/GitHubActions%'
        or session_name = 'GitHubActions' then 'GitHub Actions'
      when session_name like 'GitLabRunner-%' then 'GitLab'
      when session_name like 'buildkite-job-%' then 'Buildkite'
      when session_name like 'terraform-run-run-%' then 'HCP Terraform'
      when user_agent like '%Terraform/%' then 'Terraform'
    end
),
used as (
  select
    key_id,
    max(origin_principal) as principal,
    sum(direct_calls) as direct_calls,
    sum(session_calls) as session_calls,
    sum(week_calls) as week_calls,
    array_join(slice(array_sort(array_agg(distinct role_arn)), 1, 4), ', ') as roles,
    array_join(slice(array_sort(array_agg(distinct split_part(event_source, '.', 1))), 1, 8), ', ') as services,
    array_join(slice(array_sort(array_agg(distinct event_name)), 1, 8), ', ') as actions,
    array_join(slice(array_sort(array_agg(distinct source_ip_address)), 1, 4), ', ') as addresses,
    max_by(user_agent, concat(cast(last_event_at as varchar), ' ', user_agent)) as agent,
    count_if(ci_sign = 'GitHub Actions') as github_signs,
    count_if(ci_sign = 'GitLab') as gitlab_signs,
    count_if(ci_sign = 'Buildkite') as buildkite_signs,
    count_if(ci_sign = 'HCP Terraform') as hcp_signs,
    count_if(ci_sign = 'Terraform') as terraform_signs,
    min(first_event_at) as first_event_at,
    max(last_event_at) as last_event_at,
    max(last_before_at) as last_before_at,
    min(first_week_at) as first_week_at
  from bundles
  group by key_id
),
owned as (
  select
    u.key_id,
    max_by(p.use, length(replace(p.principal_like, '\', ''))) as use,
    max_by(p.owner, length(replace(p.principal_like, '\', ''))) as owner
  from used u
  inner join principals p on u.principal like p.principal_like escape '\'
  group by u.key_id
)
select
  u.key_id, u.principal, o.use, o.owner, u.direct_calls, u.session_calls, u.week_calls, u.roles, u.services, u.actions,
  u.addresses, u.agent,
  case
    when u.github_signs > 0 then 'GitHub Actions'
    when u.gitlab_signs > 0 then 'GitLab'
    when u.buildkite_signs > 0 then 'Buildkite'
    when u.hcp_signs > 0 then 'HCP Terraform'
    when u.terraform_signs > 0 then 'Terraform'
  end as ci_product,
  u.first_event_at, u.last_event_at, u.last_before_at, u.first_week_at
from used u
left join owned o on o.key_id = u.key_id
order by u.week_calls desc, u.last_event_at desc, u.key_id
