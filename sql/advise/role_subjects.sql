-- purpose:  Who took a role with a web identity, or was refused: every stable subject, with its newest subjects.
-- grain:    one row per issuer, audience and subject (issuer, audience, subject)
-- inputs:   sessions
-- params:   :role_arn varchar, :window_start_at timestamp, :window_end_at timestamp, :variants_max bigint, :rows_max bigint
--           (UTC, end excluded)
-- outputs:  issuer varchar, audience varchar, subject varchar, stable_subject varchar, ci_platform varchar,
--           ci_repository varchar, ci_ref_kind varchar, ci_ref varchar, sessions bigint (that worked), refused bigint,
--           tagged bigint (with session tags), subjects bigint (of the same stable subject), first_event_at timestamp,
--           last_event_at timestamp
with taken as (
  select
    s.issuer,
    s.audience,
    s.subject,
    s.stable_subject,
    max(s.ci_platform) as ci_platform,
    max(s.ci_repository) as ci_repository,
    max(s.ci_ref_kind) as ci_ref_kind,
    max(s.ci_ref) as ci_ref,
    count_if(s.error_code is null) as sessions,
    count_if(s.error_code is not null) as refused,
    count_if(s.principal_tags is not null) as tagged,
    min(s.event_time) as first_event_at,
    max(s.event_time) as last_event_at
  from sessions s
  where s.exchange_kind = 'web_identity'
    and s.role_arn = :role_arn
    and s.issuer is not null
    and s.subject is not null
    and s.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
    and s.event_time >= :window_start_at
    and s.event_time < :window_end_at
  group by s.issuer, s.audience, s.subject, s.stable_subject
),
counted as (
  select
    t.issuer, t.audience, t.subject, t.stable_subject, t.ci_platform, t.ci_repository, t.ci_ref_kind, t.ci_ref,
    t.sessions, t.refused, t.tagged, t.first_event_at, t.last_event_at,
    count(*) over (partition by t.issuer, t.audience, t.stable_subject, t.sessions > 0) as subjects,
    row_number() over (
      partition by t.issuer, t.audience, t.stable_subject, t.sessions > 0 order by t.last_event_at desc, t.subject
    ) as age
  from taken t
)
select
  c.issuer, c.audience, c.subject, c.stable_subject, c.ci_platform, c.ci_repository, c.ci_ref_kind, c.ci_ref,
  c.sessions, c.refused, c.tagged, c.subjects, c.first_event_at, c.last_event_at
from counted c
where c.age <= :variants_max
order by c.issuer, c.audience, c.subject
limit :rows_max
