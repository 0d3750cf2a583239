-- purpose:  Long-lived access keys in use, directly or as the root of sessions that look like roles.
-- grain:    one row per access key (finding_key is its id)
-- inputs:   calls, principals
-- params:   :window_start_at timestamp, :window_end_at timestamp  (UTC, end excluded)
-- outputs:  finding columns + severity varchar, owner varchar, key_use varchar (ci, human, service or null),
--           key_use_source varchar (policy, signals), signals varchar (what points to CI or a person),
--           direct_calls bigint, session_calls bigint,
--           refused_calls bigint, roles varchar, services varchar, user_agents varchar, event_ids varchar
-- quiet on: console sessions, roles of AWS services, federated sessions; keys whose chain has a missing link
-- source:   IAM user guide, managing access keys for IAM users (read 2026-11)
with used as (
  select
    c.origin_key_id, c.origin_principal, c.event_id, c.event_time, c.event_name, c.event_source, c.chain_depth,
    c.role_arn, c.source_ip_address, c.user_agent, c.aws_region, c.recipient_account_id, c.error_code
  from calls c
  where c.origin_kind = 'access_key'
    and c.origin_key_id is not null
    and c.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
    and c.event_time >= :window_start_at
    and c.event_time < :window_end_at
),
keys as (
  select
    origin_key_id,
    max(origin_principal) as origin_principal,
    min(event_time) as first_event_at,
    max(event_time) as last_event_at,
    count(*) as event_count,
    count_if(chain_depth = 0) as direct_calls,
    count_if(chain_depth > 0) as session_calls,
    count_if(error_code is not null) as refused_calls,
    array_join(slice(array_sort(array_agg(distinct event_name)), 1, 12), ', ') as actions,
    array_join(slice(array_sort(array_agg(distinct event_source)), 1, 12), ', ') as services,
    array_join(slice(array_sort(array_agg(distinct role_arn)), 1, 12), ', ') as roles,
    array_join(slice(array_sort(array_agg(distinct source_ip_address)), 1, 6), ', ') as addresses,
    array_join(slice(array_sort(array_agg(distinct user_agent)), 1, 4), ' | ') as user_agents,
    array_join(slice(array_sort(array_agg(distinct aws_region)), 1, 12), ', ') as regions,
    min(recipient_account_id) as any_account_id,
    array_join(slice(array_agg(event_id order by event_time desc, event_id), 1, 5), ' ') as event_ids,
    count_if(
      user_agent like '%configure-aws-credentials-for-github-actions%' or user_agent like '%exec-env/GitHubActions%'
    ) as ci_agent_calls,
    count_if(
      user_agent like '%os/macos%' or user_agent like '%os/windows%' or user_agent like '%exec-env/CloudShell%'
    ) as desktop_agent_calls,
    count_if(user_agent like '%Terraform/%') as terraform_calls
  from used
  group by origin_key_id
),
-- Whoever signs in to the console under the same name is a person.
console_users as (
  select c.principal_arn, count(*) as console_calls
  from calls c
  where c.origin_kind = 'console'
    and c.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
    and c.event_time >= :window_start_at
    and c.event_time < :window_end_at
  group by c.principal_arn
),
owners as (
  select
    k.origin_key_id,
    max_by(p.use, p.precedence) as use,
    max_by(p.owner, p.precedence) as owner
  from keys k
  inner join principals p on k.origin_principal like p.principal_like escape '\'
  group by k.origin_key_id
)
select
  k.origin_key_id as finding_key,
  k.first_event_at,
  k.last_event_at,
  k.event_count,
  k.origin_principal as actor,
  k.actions as action,
  k.origin_key_id as resource,
  k.addresses as source_ip,
  coalesce(regexp_extract(k.origin_principal, '^arn:[^:]*:iam::([0-9]{12}):', 1), k.any_account_id) as account_id,
  k.regions as region,
  case
    when o.use = 'ci' or (o.use is null and k.ci_agent_calls > 0) then 'high'
    else 'medium'
  end as severity,
  o.owner,
  case
    when o.use is not null then o.use
    when k.ci_agent_calls > 0 then 'ci'
    when coalesce(u.console_calls, 0) + k.desktop_agent_calls > 0 then 'human'
  end as key_use,
  case
    when o.use is not null then 'policy'
    when k.ci_agent_calls + k.desktop_agent_calls + coalesce(u.console_calls, 0) > 0 then 'signals'
  end as key_use_source,
  array_join(
    array[
      case when k.ci_agent_calls > 0 then 'CI: the user agent names GitHub Actions' end,
      case when coalesce(u.console_calls, 0) > 0 then 'person: the user signs in to the console' end,
      case when k.desktop_agent_calls > 0 then 'person: the user agent names a desktop system or CloudShell' end,
      case when k.terraform_calls > 0 then 'either: Terraform, which runs in CI and on laptops' end
    ],
    '; '
  ) as signals,
  k.direct_calls,
  k.session_calls,
  k.refused_calls,
  k.roles,
  k.services,
  k.user_agents,
  k.event_ids
from keys k
left join owners o on o.origin_key_id = k.origin_key_id
left join console_users u on u.principal_arn = k.origin_principal
order by severity, k.event_count desc, k.origin_key_id
