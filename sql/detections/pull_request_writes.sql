-- purpose:  Jobs for pull requests, or for branches beside the default one, that changed something.
-- grain:    one row per role, issuer, repository and kind of job (finding_key is all four)
-- inputs:   calls, expected_subjects
-- params:   :window_start_at timestamp, :window_end_at timestamp, :default_branches varchar  (UTC, end excluded; names
--           with commas between them)
-- outputs:  finding columns + severity varchar, owner varchar (null), issuer varchar, subject varchar, job_kind varchar
--           (pull_request or branch), refs varchar, is_shared boolean (the default branch uses the role too),
--           services varchar, event_ids varchar
-- quiet on: calls that only read, that were refused, or that touch data; roles that only branches use; jobs whose pull
--           request, branch or whole subject the policy expects
-- source:   GitHub, OpenID Connect reference: subjects of pull requests (read 2026-11)
with federated as (
  select
    c.event_id, c.event_time, c.event_name, c.event_source, c.role_arn, c.origin_issuer, c.origin_subject,
    c.ci_organization, c.ci_repository, c.ci_ref_kind, c.ci_ref, c.ci_environment, c.ci_workflow, c.chain_depth,
    c.source_ip_address, c.aws_region, c.recipient_account_id,
    c.error_code is null and not coalesce(c.read_only, true) and coalesce(c.event_source, '') <> 'sts.amazonaws.com'
      and coalesce(c.event_category, 'Management') = 'Management' as is_write,
    case
      when c.ci_ref_kind = 'pull_request' or c.ci_trigger like 'pull_request%' or c.ci_trigger like 'merge_request%'
        then 'pull_request'
      when c.ci_ref_kind = 'branch' and not contains(split(:default_branches, ','), c.ci_ref) then 'branch'
      when c.ci_ref_kind = 'branch' then 'default_branch'
    end as job_kind
  from calls c
  where c.origin_kind = 'web_identity'
    and c.role_arn is not null
    and c.ci_repository is not null
    and c.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
    and c.event_time >= :window_start_at
    and c.event_time < :window_end_at
),
shared as (
  select distinct f.role_arn, f.origin_issuer, f.ci_repository
  from federated f
  where f.job_kind = 'default_branch'
),
subjects as (
  select
    f.role_arn, f.origin_issuer, f.origin_subject, f.ci_organization, f.ci_repository, f.ci_ref_kind, f.ci_ref,
    f.ci_environment, f.ci_workflow, f.chain_depth > 1 as is_chained, max(f.event_time) as last_event_at
  from federated f
  where f.is_write
    and f.job_kind in ('pull_request', 'branch')
  group by
    f.role_arn, f.origin_issuer, f.origin_subject, f.ci_organization, f.ci_repository, f.ci_ref_kind, f.ci_ref,
    f.ci_environment, f.ci_workflow, f.chain_depth > 1
),
-- Only an expectation that speaks of the ref or the whole subject means just this job. The roles further down a chain are
-- not what the policy names.
meant as (
  select distinct s.role_arn, s.origin_issuer, s.origin_subject
  from subjects s
  inner join expected_subjects e on s.is_chained or s.role_arn like e.role_like escape '\'
  where (e.ref_kind is not null or e.ref_like is not null or e.subject_like is not null)
    and (e.until_at is null or s.last_event_at < e.until_at)
    and (e.issuer_like is null or coalesce(s.origin_issuer like e.issuer_like escape '\', false))
    and (e.subject_like is null or coalesce(s.origin_subject like e.subject_like escape '\', false))
    and (e.organization_like is null or coalesce(s.ci_organization like e.organization_like escape '\', false))
    and (e.repository_like is null or coalesce(s.ci_repository like e.repository_like escape '\', false))
    and (e.ref_kind is null or coalesce(s.ci_ref_kind = e.ref_kind, false))
    and (e.ref_like is null or coalesce(s.ci_ref like e.ref_like escape '\', false))
    and (e.environment_like is null or coalesce(s.ci_environment like e.environment_like escape '\', false))
    and (e.workflow_like is null or coalesce(s.ci_workflow like e.workflow_like escape '\', false))
),
found as (
  select
    f.event_id, f.event_time, f.event_name, f.event_source, f.role_arn, f.origin_issuer, f.origin_subject,
    f.ci_repository, f.ci_ref, f.job_kind, f.source_ip_address, f.aws_region, f.recipient_account_id,
    h.role_arn is not null as is_shared
  from federated f
  left join shared h
    on h.role_arn = f.role_arn and h.origin_issuer = f.origin_issuer and h.ci_repository = f.ci_repository
  left join meant m
    on m.role_arn = f.role_arn and m.origin_issuer = f.origin_issuer and m.origin_subject = f.origin_subject
  where f.is_write
    and m.role_arn is null
    and (f.job_kind = 'pull_request' or (f.job_kind = 'branch' and h.role_arn is not null))
)
select
  concat(d.role_arn, ' ', coalesce(d.origin_issuer, ''), ' ', d.ci_repository, ' ', d.job_kind) as finding_key,
  min(d.event_time) as first_event_at,
  max(d.event_time) as last_event_at,
  count(*) as event_count,
  max_by(d.origin_subject, d.event_time) as actor,
  array_join(slice(array_sort(array_agg(distinct d.event_name)), 1, 12), ', ') as action,
  d.role_arn as resource,
  array_join(slice(array_sort(array_agg(distinct d.source_ip_address)), 1, 6), ', ') as source_ip,
  min(d.recipient_account_id) as account_id,
  array_join(slice(array_sort(array_agg(distinct d.aws_region)), 1, 12), ', ') as region,
  case
    when d.job_kind = 'branch' then 'low'
    when bool_or(d.is_shared) then 'high'
    else 'medium'
  end as severity,
  cast(null as varchar) as owner,
  d.origin_issuer as issuer,
  max_by(d.origin_subject, d.event_time) as subject,
  d.job_kind,
  array_join(slice(array_sort(array_agg(distinct d.ci_ref)), 1, 6), ', ') as refs,
  bool_or(d.is_shared) as is_shared,
  array_join(slice(array_sort(array_agg(distinct d.event_source)), 1, 12), ', ') as services,
  array_join(slice(array_agg(d.event_id order by d.event_time desc, d.event_id), 1, 5), ' ') as event_ids
from found d
group by d.role_arn, d.origin_issuer, d.ci_repository, d.job_kind
order by severity, last_event_at desc, finding_key
