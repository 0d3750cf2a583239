-- purpose:  What CI did in the reported week, by whom the policy names as owner of the key's user or of the subject.
-- grain:    one row per owner (name); null for what nobody is named for, or two owners are
-- inputs:   calls, sessions, principals, expected_subjects
-- params:   :before_start_on date, :week_start_on date, :window_end_on date  (UTC, Mondays, end excluded)
-- outputs:  name varchar, federated_calls bigint, key_calls bigint, federated_sessions bigint, key_sessions bigint,
--           keys bigint, federated_before bigint, key_before bigint
-- What is null for the other kind keeps the joins below plain.
with worked as (
  select
    origin_kind,
    case when origin_kind = 'access_key' then origin_principal end as key_user,
    case when origin_kind = 'access_key' then origin_key_id end as key_id,
    case when origin_kind = 'web_identity' then origin_issuer end as issuer,
    case when origin_kind = 'web_identity' then origin_subject end as subject,
    count_if(event_date >= :week_start_on) as calls,
    count_if(event_date < :week_start_on) as calls_before,
    0 as sessions
  from calls
  where origin_kind in ('web_identity', 'access_key')
    and event_date >= :before_start_on
    and event_date < :window_end_on
  group by
    origin_kind,
    case when origin_kind = 'access_key' then origin_principal end,
    case when origin_kind = 'access_key' then origin_key_id end,
    case when origin_kind = 'web_identity' then origin_issuer end,
    case when origin_kind = 'web_identity' then origin_subject end
  union all
  select
    origin_kind,
    case when origin_kind = 'access_key' then origin_principal end as key_user,
    cast(null as varchar) as key_id,
    case when origin_kind = 'web_identity' then origin_issuer end as issuer,
    case when origin_kind = 'web_identity' then origin_subject end as subject,
    0 as calls,
    0 as calls_before,
    count(*) as sessions
  from sessions
  where error_code is null
    and origin_kind in ('web_identity', 'access_key')
    and event_date >= :week_start_on
    and event_date < :window_end_on
  group by
    origin_kind,
    case when origin_kind = 'access_key' then origin_principal end,
    case when origin_kind = 'web_identity' then origin_issuer end,
    case when origin_kind = 'web_identity' then origin_subject end
),
users as (
  select distinct key_user from worked where key_user is not null
),
user_owners as (
  select u.key_user, max_by(p.owner, p.precedence) as owner
  from users u
  inner join principals p on u.key_user like p.principal_like escape '\'
  group by u.key_user
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
    case when s.first_owner = s.last_owner then s.first_owner else u.owner end as name,
    w.origin_kind, w.key_id, w.calls, w.calls_before, w.sessions
  from worked w
  left join user_owners u on u.key_user = w.key_user
  left join subject_owners s on s.subject = w.subject and s.issuer = w.issuer
),
summed as (
  select
    name,
    sum(case when origin_kind = 'web_identity' then calls else 0 end) as federated_calls,
    sum(case when origin_kind = 'access_key' then calls else 0 end) as key_calls,
    sum(case when origin_kind = 'web_identity' then sessions else 0 end) as federated_sessions,
    sum(case when origin_kind = 'access_key' then sessions else 0 end) as key_sessions,
    count(distinct case when calls > 0 then key_id end) as keys,
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
