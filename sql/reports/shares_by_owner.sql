-- purpose:  What CI did in the reported week, by whom the policy names as owner of the key's user or of the subject.
-- grain:    one row per owner (name); null for what nobody is named for, or two owners are
-- inputs:   calls, sessions, principals, expected_subjects
-- params:   :before_start_on date, :week_start_on date, :window_end_on date  (UTC, Mondays, end excluded)
-- outputs:  name varchar, federated_calls bigint, key_calls bigint, federated_sessions bigint, key_sessions bigint,
--           keys bigint, federated_before bigint, key_before bigint
with worked as (
  select
    origin_kind, origin_principal, origin_issuer, origin_subject,
    cast(null as varchar) as key_id,
    count_if(event_date >= :week_start_on) as calls,
    count_if(event_date < :week_start_on) as calls_before,
    0 as sessions
  from calls
  where origin_kind in ('web_identity', 'access_key')
    and event_date >= :before_start_on
    and event_date < :window_end_on
  group by origin_kind, origin_principal, origin_issuer, origin_subject
  union all
  select
    origin_kind, origin_principal, origin_issuer, origin_subject,
    cast(null as varchar) as key_id,
    0 as calls,
    0 as calls_before,
    count(*) as sessions
  from sessions
  where error_code is null
    and origin_kind in ('web_identity', 'access_key')
    and event_date >= :week_start_on
    and event_date < :window_end_on
  group by origin_kind, origin_principal, origin_issuer, origin_subject
  union all
  select distinct
    origin_kind, origin_principal, origin_issuer, origin_subject,
    origin_key_id as key_id,
    0 as calls,
    0 as calls_before,
    0 as sessions
  from calls
  where origin_kind = 'access_key'
    and event_date >= :week_start_on
    and event_date < :window_end_on
),
users as (
  select distinct origin_principal from worked where origin_kind = 'access_key'
),
user_owners as (
  select u.origin_principal, max_by(p.owner, length(replace(p.principal_like, '\', ''))) as owner
  from users u
  inner join principals p on u.origin_principal like p.principal_like escape '\'
  group by u.origin_principal
),
exchanged as (
  select distinct
    s.issuer, s.subject, s.audience, s.role_arn, s.ci_organization, s.ci_repository, s.ci_ref_kind, s.ci_ref,
    s.ci_environment, s.ci_workflow
  from sessions s
  where s.exchange_kind = 'web_identity'
    and s.error_code is null
    and s.event_date >= :before_start_on
    and s.event_date < :window_end_on
),
-- Every expectation beside each repository that it can mean, or beside '' where it names none: comparing all expectations
-- with all subjects would take longer than all the rest.
repositories as (
  select distinct ci_repository from exchanged where ci_repository is not null
),
aimed as (
  select
    e.owner, e.role_like, e.issuer_like, e.audience_like, e.subject_like, e.organization_like, e.ref_kind, e.ref_like,
    e.environment_like, e.workflow_like, r.ci_repository as aim
  from expected_subjects e
  inner join repositories r on r.ci_repository like e.repository_like escape '\'
  union all
  select
    e.owner, e.role_like, e.issuer_like, e.audience_like, e.subject_like, e.organization_like, e.ref_kind, e.ref_like,
    e.environment_like, e.workflow_like, '' as aim
  from expected_subjects e
  where e.repository_like is null
),
subject_owners as (
  select x.issuer, x.subject, min(e.owner) as first_owner, max(e.owner) as last_owner
  from exchanged x
  cross join unnest(array[x.ci_repository, '']) as a (aim)
  inner join aimed e on e.aim = a.aim and x.role_arn like e.role_like escape '\'
  where (e.issuer_like is null or coalesce(x.issuer like e.issuer_like escape '\', false))
    and (e.audience_like is null or coalesce(x.audience like e.audience_like escape '\', false))
    and (e.subject_like is null or coalesce(x.subject like e.subject_like escape '\', false))
    and (e.organization_like is null or coalesce(x.ci_organization like e.organization_like escape '\', false))
    and (e.ref_kind is null or coalesce(x.ci_ref_kind = e.ref_kind, false))
    and (e.ref_like is null or coalesce(x.ci_ref like e.ref_like escape '\', false))
    and (e.environment_like is null or coalesce(x.ci_environment like e.environment_like escape '\', false))
    and (e.workflow_like is null or coalesce(x.ci_workflow like e.workflow_like escape '\', false))
  group by x.issuer, x.subject
),
owned as (
  select
    case
      when w.origin_kind = 'access_key' then u.owner
      when s.first_owner = s.last_owner then s.first_owner
    end as name,
    w.origin_kind, w.key_id, w.calls, w.calls_before, w.sessions
  from worked w
  left join user_owners u on u.origin_principal = w.origin_principal and w.origin_kind = 'access_key'
  left join subject_owners s
    on s.subject = w.origin_subject
    and s.issuer = w.origin_issuer
    and w.origin_kind = 'web_identity'
),
summed as (
  select
    name,
    sum(case when origin_kind = 'web_identity' then calls else 0 end) as federated_calls,
    sum(case when origin_kind = 'access_key' then calls else 0 end) as key_calls,
    sum(case when origin_kind = 'web_identity' then sessions else 0 end) as federated_sessions,
    sum(case when origin_kind = 'access_key' then sessions else 0 end) as key_sessions,
    count(distinct key_id) as keys,
    sum(case when origin_kind = 'web_identity' then calls_before else 0 end) as federated_before,
    sum(case when origin_kind = 'access_key' then calls_before else 0 end) as key_before
  from owned
  group by name
)
select
  name, federated_calls, key_calls, federated_sessions, key_sessions, keys, federated_before, key_before
from summed
where federated_calls + key_calls > 0
order by key_calls desc, federated_calls desc, name
