-- purpose:  Web identities that AWS refused to give a role, and that have not taken it since.
-- grain:    one row per role, issuer and stable subject (finding_key is all three)
-- inputs:   sessions, expected_subjects
-- params:   :window_start_at timestamp, :window_end_at timestamp  (UTC, end excluded)
-- outputs:  finding columns + severity varchar, owner varchar, issuer varchar, subject varchar, audience varchar,
--           error_codes varchar, is_expected boolean (null where the policy does not speak of the role),
--           is_stranger boolean (its organisation, or the subject itself, never took any role here), event_ids varchar
-- quiet on: subjects that took the role after they were refused; subjects that the policy does not expect, which
--           unexpected_subject tells
-- source:   STS API reference, AssumeRoleWithWebIdentity, errors (read 2026-11)
with exchanged as (
  select
    s.session_id, s.event_id, s.event_time, s.event_name, s.role_arn, s.issuer, s.subject, s.audience, s.error_code,
    s.ci_organization, s.ci_repository, s.ci_ref_kind, s.ci_ref, s.ci_environment, s.ci_workflow,
    s.source_ip_address, s.aws_region, s.recipient_account_id,
    coalesce(s.stable_subject, s.subject, 'unknown subject') as who
  from sessions s
  where s.exchange_kind = 'web_identity'
    and s.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
    and s.event_time >= :window_start_at
    and s.event_time < :window_end_at
),
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
    ) > 0 as is_expected
  from exchanged x
  inner join expected_subjects e on x.role_arn like e.role_like escape '\'
  where x.error_code is not null
  group by x.session_id
),
taken as (
  select x.role_arn, x.issuer, x.who, max(x.event_time) as last_taken_at
  from exchanged x
  where x.error_code is null
  group by x.role_arn, x.issuer, x.who
),
-- Whoever has ever taken a role here is no stranger, and nor is the rest of its organisation.
familiar as (
  select distinct x.issuer, coalesce(x.ci_organization, x.who) as whose
  from exchanged x
  where x.error_code is null
),
refused as (
  select
    x.event_id, x.event_time, x.event_name, x.role_arn, x.issuer, x.subject, x.audience, x.error_code, x.who,
    x.source_ip_address, x.aws_region, x.recipient_account_id, j.owner, j.is_expected, f.whose is null as is_stranger
  from exchanged x
  left join judged j on j.session_id = x.session_id
  left join familiar f on f.issuer = x.issuer and f.whose = coalesce(x.ci_organization, x.who)
  left join taken t on t.role_arn = x.role_arn and t.issuer = x.issuer and t.who = x.who
  where x.error_code is not null
    and coalesce(j.is_expected, true)
    and (t.last_taken_at is null or t.last_taken_at < x.event_time)
)
select
  concat(coalesce(r.role_arn, 'unknown role'), ' ', coalesce(r.issuer, ''), ' ', r.who) as finding_key,
  min(r.event_time) as first_event_at,
  max(r.event_time) as last_event_at,
  count(*) as event_count,
  r.who as actor,
  min(r.event_name) as action,
  r.role_arn as resource,
  array_join(slice(array_sort(array_agg(distinct r.source_ip_address)), 1, 6), ', ') as source_ip,
  min(r.recipient_account_id) as account_id,
  array_join(slice(array_sort(array_agg(distinct r.aws_region)), 1, 12), ', ') as region,
  -- Expected and refused is a pipeline that does not work; a stranger who is refused is a trust policy that does.
  case when coalesce(bool_or(r.is_expected), false) then 'medium' else 'low' end as severity,
  max(r.owner) as owner,
  r.issuer,
  max(r.subject) as subject,
  array_join(slice(array_sort(array_agg(distinct r.audience)), 1, 4), ', ') as audience,
  array_join(slice(array_sort(array_agg(distinct r.error_code)), 1, 4), ', ') as error_codes,
  bool_or(r.is_expected) as is_expected,
  bool_or(r.is_stranger) as is_stranger,
  array_join(slice(array_agg(r.event_id order by r.event_time desc, r.event_id), 1, 5), ' ') as event_ids
from refused r
group by r.role_arn, r.issuer, r.who
order by severity desc, last_event_at desc, finding_key
