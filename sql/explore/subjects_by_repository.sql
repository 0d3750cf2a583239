-- purpose:  Which repositories and workspaces reach AWS, through which roles?
-- grain:    one row per platform, repository and role
-- inputs:   sessions
-- params:   :since_on date, :until_on date, :rows_max bigint  (UTC days, both included)
-- outputs:  platform varchar, repository varchar, role_arn varchar, sessions bigint, refused bigint, subjects bigint,
--           last_session_at timestamp
select
  ci_platform as platform,
  coalesce(ci_repository, stable_subject, subject) as repository,
  role_arn,
  count_if(error_code is null) as sessions,
  count_if(error_code is not null) as refused,
  count(distinct subject) as subjects,
  max(event_time) as last_session_at
from sessions
where event_date between :since_on and :until_on
  and exchange_kind = 'web_identity'
group by ci_platform, coalesce(ci_repository, stable_subject, subject), role_arn
order by last_session_at desc, platform, repository, role_arn
limit :rows_max
