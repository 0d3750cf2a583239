-- purpose:  Accounts whose root user signed in or called.
-- grain:    one row per account (finding_key is its id)
-- inputs:   calls
-- params:   :window_start_at timestamp, :window_end_at timestamp  (UTC, end excluded)
-- outputs:  finding columns + severity varchar, owner varchar (null), console_logins bigint, key_calls bigint,
--           refused_calls bigint, without_mfa bigint, services varchar, user_agents varchar, event_ids varchar
-- quiet on: what AWS does by itself in root's name; short privileged sessions of AssumeRoot, whose caller is named; sign-ins
--           that failed, which anybody who knows the address can try
-- source:   IAM user guide, root user best practices (read 2026-11)
with used as (
  select
    c.event_time, c.event_id, c.event_name, c.event_source, c.aws_region, c.recipient_account_id, c.access_key_id,
    c.error_code, c.mfa_authenticated, c.source_ip_address, c.user_agent,
    coalesce(c.origin_principal, c.principal_arn) as principal,
    coalesce(c.caller_account_id, c.recipient_account_id) as account_id
  from calls c
  where c.origin_kind = 'root_user'
    and coalesce(c.event_type, '') <> 'AwsServiceEvent'
    and c.invoked_by is null
    -- A sign-in that failed has no error code: what came of it stands in the answer.
    and not (c.event_name = 'ConsoleLogin' and coalesce(c.response_elements like '%"ConsoleLogin":"Failure"%', false))
    and c.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
    and c.event_time >= :window_start_at
    and c.event_time < :window_end_at
)
select
  coalesce(u.account_id, 'unknown account') as finding_key,
  min(u.event_time) as first_event_at,
  max(u.event_time) as last_event_at,
  count(*) as event_count,
  max(u.principal) as actor,
  array_join(slice(array_sort(array_agg(distinct u.event_name)), 1, 12), ', ') as action,
  max(u.principal) as resource,
  array_join(slice(array_sort(array_agg(distinct u.source_ip_address)), 1, 6), ', ') as source_ip,
  u.account_id,
  array_join(slice(array_sort(array_agg(distinct u.aws_region)), 1, 12), ', ') as region,
  'high' as severity,
  cast(null as varchar) as owner,
  coalesce(count_if(u.event_name = 'ConsoleLogin'), 0) as console_logins,
  coalesce(count_if(u.access_key_id like 'AKIA%'), 0) as key_calls,
  count_if(u.error_code is not null) as refused_calls,
  coalesce(count_if(not u.mfa_authenticated), 0) as without_mfa,
  array_join(slice(array_sort(array_agg(distinct u.event_source)), 1, 12), ', ') as services,
  array_join(slice(array_sort(array_agg(distinct u.user_agent)), 1, 4), ' | ') as user_agents,
  array_join(slice(array_agg(u.event_id order by u.event_time desc, u.event_id), 1, 5), ' ') as event_ids
from used u
group by u.account_id
order by event_count desc, finding_key
