-- purpose:  Who took which role with a web identity, as a policy would put it; branches and environments apart.
-- grain:    one row per role, issuer, audience, repository, kind of ref, ref and environment, or subject without these
-- inputs:   sessions
-- params:   :window_start_at timestamp, :window_end_at timestamp, :rows_max bigint  (UTC, end excluded)
-- outputs:  role_arn varchar, issuer varchar, audience varchar, ci_repository varchar, ci_ref_kind varchar, ci_ref varchar,
--           ci_environment varchar, subject varchar (null where a repository is known), sessions bigint,
--           last_event_at timestamp
select
  s.role_arn,
  s.issuer,
  s.audience,
  s.ci_repository,
  s.ci_ref_kind,
  s.ci_ref,
  s.ci_environment,
  case when s.ci_repository is null then s.subject end as subject,
  count(*) as sessions,
  max(s.event_time) as last_event_at
from sessions s
where s.exchange_kind = 'web_identity'
  and s.error_code is null
  and s.role_arn is not null
  and s.subject is not null
  and s.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
  and s.event_time >= :window_start_at
  and s.event_time < :window_end_at
group by
  s.role_arn, s.issuer, s.audience, s.ci_repository, s.ci_ref_kind, s.ci_ref, s.ci_environment,
  case when s.ci_repository is null then s.subject end
order by s.role_arn, s.issuer, s.ci_repository, s.ci_ref_kind, s.ci_ref, s.ci_environment, subject, s.audience
limit :rows_max
