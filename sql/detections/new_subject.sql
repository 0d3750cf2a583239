-- purpose:  Subjects that took a role for the first time, where no policy says who is expected.
-- grain:    one row per role, issuer and subject, where all branches of a repository are one (finding_key is all three)
-- inputs:   sessions, expected_subjects
-- params:   :window_start_at timestamp, :window_end_at timestamp, :baseline_days integer, :learning_days integer,
--           :new_for_days integer  (UTC, end excluded)
-- outputs:  finding columns + severity varchar, owner varchar (null), issuer varchar, subject varchar,
--           ci_repository varchar, new_part varchar (repository, environment, tag, … : what is new),
--           role_known_since timestamp, subjects_known bigint, event_ids varchar
-- quiet on: roles that are new themselves, roles of which the policy speaks, another branch of a known repository, refused
--           exchanges
-- source:   IAM user guide, OIDC federation (read 2026-11)
with exchanged as (
  select
    s.event_id, s.event_time, s.event_name, s.role_arn, s.issuer, s.subject, s.source_ip_address, s.aws_region,
    s.recipient_account_id, s.ci_repository,
    coalesce(s.ci_repository, s.stable_subject, s.subject) as repository,
    case
      when s.ci_repository is null then 'subject'
      when s.ci_environment is not null then concat('environment ', s.ci_environment)
      else coalesce(s.ci_ref_kind, 'other')
    end as part
  from sessions s
  where s.exchange_kind = 'web_identity'
    and s.error_code is null
    and s.role_arn is not null
    and s.event_date between date_add('day', -1 * :baseline_days, cast(:window_start_at as date))
      and cast(:window_end_at as date)
    and s.event_time < :window_end_at
),
roles as (
  select x.role_arn, min(x.event_time) as known_since
  from exchanged x
  group by x.role_arn
),
judged_roles as (
  select distinct r.role_arn
  from roles r
  inner join expected_subjects e on r.role_arn like e.role_like escape '\'
),
repositories as (
  select x.role_arn, x.issuer, x.repository, min(x.event_time) as first_at
  from exchanged x
  group by x.role_arn, x.issuer, x.repository
),
parts as (
  select x.role_arn, x.issuer, x.repository, x.part, min(x.event_time) as first_at
  from exchanged x
  group by x.role_arn, x.issuer, x.repository, x.part
),
fresh as (
  select
    p.role_arn, p.issuer, p.repository, p.part, p.first_at, r.known_since,
    p.first_at = y.first_at as is_new_repository
  from parts p
  inner join roles r on r.role_arn = p.role_arn
  inner join repositories y
    on y.role_arn = p.role_arn and coalesce(y.issuer, '') = coalesce(p.issuer, '') and y.repository = p.repository
  left join judged_roles j on j.role_arn = p.role_arn
  where j.role_arn is null
    and p.first_at >= :window_start_at
    and p.first_at >= date_add('day', :learning_days, r.known_since)
    -- What a new repository does in its first days belongs to its own finding.
    and (p.first_at = y.first_at or p.first_at >= date_add('day', :new_for_days, y.first_at))
),
others as (
  select f.role_arn, f.issuer, f.repository, f.part, count(*) as subjects_known
  from fresh f
  inner join repositories y on y.role_arn = f.role_arn and y.first_at < f.first_at
  group by f.role_arn, f.issuer, f.repository, f.part
)
select
  concat(f.role_arn, ' ', coalesce(f.issuer, ''), ' ', f.repository, case when f.is_new_repository then '' else concat(' ', f.part) end) as finding_key,
  min(x.event_time) as first_event_at,
  max(x.event_time) as last_event_at,
  count(*) as event_count,
  f.repository as actor,
  min(x.event_name) as action,
  f.role_arn as resource,
  array_join(slice(array_sort(array_agg(distinct x.source_ip_address)), 1, 6), ', ') as source_ip,
  min(x.recipient_account_id) as account_id,
  array_join(slice(array_sort(array_agg(distinct x.aws_region)), 1, 12), ', ') as region,
  case when f.is_new_repository then 'medium' else 'low' end as severity,
  cast(null as varchar) as owner,
  f.issuer,
  min_by(x.subject, x.event_time) as subject,
  max(x.ci_repository) as ci_repository,
  case when f.is_new_repository then case when max(x.ci_repository) is null then 'subject' else 'repository' end else f.part end as new_part,
  f.known_since as role_known_since,
  coalesce(max(o.subjects_known), 0) as subjects_known,
  array_join(slice(array_agg(x.event_id order by x.event_time, x.event_id), 1, 5), ' ') as event_ids
from fresh f
inner join exchanged x
  on x.role_arn = f.role_arn
  and coalesce(x.issuer, '') = coalesce(f.issuer, '')
  and x.repository = f.repository
  and (f.is_new_repository or x.part = f.part)
  and x.event_time >= f.first_at
  and x.event_time < date_add('day', :new_for_days, f.first_at)
left join others o
  on o.role_arn = f.role_arn
  and coalesce(o.issuer, '') = coalesce(f.issuer, '')
  and o.repository = f.repository
  and o.part = f.part
group by f.role_arn, f.issuer, f.repository, f.part, f.known_since, f.is_new_repository
order by severity desc, last_event_at desc, finding_key
