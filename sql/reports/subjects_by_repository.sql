-- purpose:  Which repositories and workspaces federated in the window, and what their sessions did.
-- grain:    one row per repository, or subject where it names none (platform, organization, repository)
-- inputs:   sessions, calls
-- params:   :window_start_on date, :window_end_on date  (UTC, end excluded)
-- outputs:  platform varchar, organization varchar, repository varchar, issuer varchar, sessions bigint, calls bigint,
--           writes bigint, refs varchar, environments varchar, roles varchar, last_session_at timestamp
-- Two readings, because the names of the second are long, and most engines would read them for every call.
with named as (
  select
    ci_platform, ci_organization,
    ci_repository as repository,
    count_if(chain_depth > 0) as calls,
    count_if(chain_depth > 0 and not coalesce(read_only, true)) as writes
  from calls
  where origin_kind = 'web_identity'
    and ci_repository is not null
    and event_date >= :window_start_on
    and event_date < :window_end_on
  group by ci_platform, ci_organization, ci_repository
  union all
  select
    ci_platform, ci_organization,
    coalesce(stable_subject, origin_subject) as repository,
    count_if(chain_depth > 0) as calls,
    count_if(chain_depth > 0 and not coalesce(read_only, true)) as writes
  from calls
  where origin_kind = 'web_identity'
    and ci_repository is null
    and event_date >= :window_start_on
    and event_date < :window_end_on
  group by ci_platform, ci_organization, coalesce(stable_subject, origin_subject)
),
done as (
  select ci_platform, ci_organization, repository, sum(calls) as calls, sum(writes) as writes
  from named
  group by ci_platform, ci_organization, repository
),
opened as (
  select
    ci_platform, ci_organization,
    coalesce(ci_repository, stable_subject, subject) as repository,
    max(issuer) as issuer,
    count(*) as sessions,
    array_join(slice(array_sort(array_agg(distinct ci_ref)), 1, 4), ', ') as refs,
    array_join(slice(array_sort(array_agg(distinct ci_environment)), 1, 4), ', ') as environments,
    array_join(slice(array_sort(array_agg(distinct role_arn)), 1, 4), ', ') as roles,
    max(event_time) as last_session_at
  from sessions
  where exchange_kind = 'web_identity'
    and error_code is null
    and event_date >= :window_start_on
    and event_date < :window_end_on
  group by ci_platform, ci_organization, coalesce(ci_repository, stable_subject, subject)
)
select
  o.ci_platform as platform, o.ci_organization as organization, o.repository, o.issuer, o.sessions,
  coalesce(d.calls, 0) as calls, coalesce(d.writes, 0) as writes, o.refs, o.environments, o.roles, o.last_session_at
from opened o
left join done d
  on d.repository = o.repository
  and coalesce(d.ci_platform, '') = coalesce(o.ci_platform, '')
  and coalesce(d.ci_organization, '') = coalesce(o.ci_organization, '')
order by calls desc, platform, organization, repository
