-- purpose:  Subjects of GitHub that name a repository with its ids, whatever role they took.
-- grain:    one row per repository (ci_repository)
-- inputs:   sessions
-- params:   :window_start_at timestamp, :window_end_at timestamp, :rows_max bigint  (UTC, end excluded)
-- outputs:  ci_repository varchar, subject varchar (the newest such)
select s.ci_repository, max_by(s.subject, s.event_time) as subject
from sessions s
where s.exchange_kind = 'web_identity'
  and s.ci_platform = 'github_actions'
  and s.error_code is null
  and s.ci_repository is not null
  and regexp_like(s.subject, 'repo:[^@/:]+@[0-9]+/[^@/:]+@[0-9]+')
  and s.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
  and s.event_time >= :window_start_at
  and s.event_time < :window_end_at
group by s.ci_repository
order by s.ci_repository
limit :rows_max
