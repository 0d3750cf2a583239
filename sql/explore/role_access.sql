-- purpose:  Which repositories, keys and people reach this role, directly or by a chain, and does the policy expect
--           them?
-- grain:    one row per role, origin kind, origin and number of hops
-- inputs:   sessions, expected_subjects
-- params:   :since_on date, :until_on date, :role_like varchar, :rows_max bigint  (UTC days, both included)
-- outputs:  role_arn varchar, origin_kind varchar, origin varchar,
--           hops integer (sessions between the origin and this one), sessions bigint, refused bigint,
--           expected varchar (yes, no, some; null where the policy says nothing of the role), subjects varchar,
--           last_session_at timestamp
with taken as (
  select
    session_id, event_time, role_arn, exchange_kind, issuer, audience, subject, stable_subject, error_code, origin_kind,
    ci_organization, ci_repository, ci_ref_kind, ci_ref, ci_environment, ci_workflow, chain_hops,
    coalesce(ci_repository, stable_subject, origin_subject, subject, origin_key_id, origin_principal, principal_arn) as origin
  from sessions
  where event_date between :since_on and :until_on
    and role_arn like :role_like escape '\'
),
-- As the detection unexpected_subject judges it.
judged as (
  select
    t.session_id,
    count_if(
      (e.until_at is null or t.event_time < e.until_at)
      and (e.issuer_like is null or coalesce(t.issuer like e.issuer_like escape '\', false))
      and (e.audience_like is null or coalesce(t.audience like e.audience_like escape '\', false))
      and (e.subject_like is null or coalesce(t.subject like e.subject_like escape '\', false))
      and (e.organization_like is null or coalesce(t.ci_organization like e.organization_like escape '\', false))
      and (e.repository_like is null or coalesce(t.ci_repository like e.repository_like escape '\', false))
      and (e.ref_kind is null or coalesce(t.ci_ref_kind = e.ref_kind, false))
      and (e.ref_like is null or coalesce(t.ci_ref like e.ref_like escape '\', false))
      and (e.environment_like is null or coalesce(t.ci_environment like e.environment_like escape '\', false))
      and (e.workflow_like is null or coalesce(t.ci_workflow like e.workflow_like escape '\', false))
    ) as expectations_met
  from taken t
  inner join expected_subjects e on t.role_arn like e.role_like escape '\'
  where t.exchange_kind = 'web_identity'
  group by t.session_id
)
select
  t.role_arn,
  t.origin_kind,
  t.origin,
  t.chain_hops as hops,
  count_if(t.error_code is null) as sessions,
  count_if(t.error_code is not null) as refused,
  case
    when count(j.session_id) = 0 then null
    when count_if(j.expectations_met = 0) = 0 then 'yes'
    when count_if(j.expectations_met > 0) = 0 then 'no'
    else 'some'
  end as expected,
  array_join(slice(array_sort(array_agg(distinct coalesce(t.stable_subject, t.subject))), 1, 4), ', ') as subjects,
  max(t.event_time) as last_session_at
from taken t
left join judged j on j.session_id = t.session_id
group by t.role_arn, t.origin_kind, t.origin, t.chain_hops
order by last_session_at desc, t.role_arn, t.origin_kind, t.origin, t.chain_hops
limit :rows_max
