-- purpose:  Web-identity exchanges whose subject or audience the policy does not expect for the role asked for.
-- grain:    one row per role, issuer and stable subject
-- inputs:   sessions, calls, expected_subjects
-- params:   :window_start_at timestamp, :window_end_at timestamp  (UTC, end excluded)
-- outputs:  finding columns + severity varchar, owner varchar, issuer varchar, subject varchar, audience varchar,
--           ci_repository varchar, ci_ref varchar, succeeded bigint, refused bigint, session_calls bigint,
--           write_calls bigint, event_ids varchar
-- quiet on: roles of which the policy says nothing; expectations whose date has not passed; every form of a repository
--           that a structured expectation names
-- source:   IAM user guide, OIDC federation, condition keys aud and sub (read 2026-11)
with exchanged as (
  select
    s.session_id, s.event_id, s.event_time, s.event_name, s.role_arn, s.issuer, s.subject, s.audience, s.stable_subject,
    s.ci_organization, s.ci_repository, s.ci_ref_kind, s.ci_ref, s.ci_environment, s.ci_workflow,
    s.source_ip_address, s.aws_region, s.recipient_account_id, s.error_code
  from sessions s
  where s.exchange_kind = 'web_identity'
    and s.role_arn is not null
    and s.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
    and s.event_time >= :window_start_at
    and s.event_time < :window_end_at
),
-- A role is the policy's business as soon as one expectation, even a lapsed one, speaks of it.
judged as (
  select
    x.session_id,
    max(e.owner) as owner,
    count_if(
      (e.until_at is null or x.event_time < e.until_at)
      and (e.issuer_like is null or coalesce(x.issuer like e.issuer_like escape '\', false))
      and (e.audience_like is null or coalesce(x.audience like e.audience_like escape '\', false))
      and (e.subject_like is null or coalesce(x.subject like e.subject_like escape '\', false))
      and (e.organization_like is null or coalesce(x.ci_organization like e.organization_like escape '\', false))
      and (e.repository_like is null or coalesce(x.ci_repository like e.repository_like escape '\', false))
      and (e.ref_kind is null or coalesce(x.ci_ref_kind = e.ref_kind, false))
      and (e.ref_like is null or coalesce(x.ci_ref like e.ref_like escape '\', false))
      and (e.environment_like is null or coalesce(x.ci_environment like e.environment_like escape '\', false))
      and (e.workflow_like is null or coalesce(x.ci_workflow like e.workflow_like escape '\', false))
    ) as expectations_met
  from exchanged x
  inner join expected_subjects e on x.role_arn like e.role_like escape '\'
  group by x.session_id
),
unexpected as (
  select
    x.session_id, x.event_id, x.event_time, x.event_name, x.role_arn, x.issuer, x.subject, x.audience, x.stable_subject,
    x.ci_repository, x.ci_ref, x.source_ip_address, x.aws_region, x.recipient_account_id, x.error_code, j.owner
  from exchanged x
  inner join judged j on j.session_id = x.session_id
  where j.expectations_met = 0
),
used as (
  select c.session_id, count(*) as session_calls, count_if(not coalesce(c.read_only, true)) as write_calls
  from calls c
  where c.session_id in (select u.session_id from unexpected u)
    and c.event_date between cast(:window_start_at as date) and date_add('day', 1, cast(:window_end_at as date))
  group by c.session_id
)
select
  concat(u.role_arn, ' ', coalesce(u.issuer, ''), ' ', coalesce(u.stable_subject, u.subject, '')) as finding_key,
  min(u.event_time) as first_event_at,
  max(u.event_time) as last_event_at,
  count(*) as event_count,
  coalesce(u.stable_subject, u.subject) as actor,
  min(u.event_name) as action,
  u.role_arn as resource,
  array_join(slice(array_sort(array_agg(distinct u.source_ip_address)), 1, 6), ', ') as source_ip,
  min(u.recipient_account_id) as account_id,
  array_join(slice(array_sort(array_agg(distinct u.aws_region)), 1, 12), ', ') as region,
  case when count_if(u.error_code is null) > 0 then 'high' else 'medium' end as severity,
  max(u.owner) as owner,
  u.issuer,
  max(u.subject) as subject,
  array_join(slice(array_sort(array_agg(distinct u.audience)), 1, 4), ', ') as audience,
  max(u.ci_repository) as ci_repository,
  max(u.ci_ref) as ci_ref,
  count_if(u.error_code is null) as succeeded,
  count_if(u.error_code is not null) as refused,
  coalesce(sum(d.session_calls), 0) as session_calls,
  coalesce(sum(d.write_calls), 0) as write_calls,
  array_join(slice(array_agg(u.event_id order by u.event_time desc, u.event_id), 1, 5), ' ') as event_ids
from unexpected u
left join used d on d.session_id = u.session_id
group by u.role_arn, u.issuer, coalesce(u.stable_subject, u.subject), coalesce(u.stable_subject, u.subject, '')
order by last_event_at desc, finding_key
