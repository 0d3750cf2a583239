-- purpose:  Which environments are deployed to, by which repositories, through which roles?
-- grain:    one row per environment, platform, repository and role
-- inputs:   sessions
-- params:   :since_on date, :until_on date, :environment_like varchar, :rows_max bigint  (UTC days, both included)
-- outputs:  environment varchar, platform varchar, repository varchar, role_arn varchar, sessions bigint,
--           refused bigint, first_session_at timestamp, last_session_at timestamp
select
  ci_environment as environment,
  ci_platform as platform,
  ci_repository as repository,
  role_arn,
  count_if(error_code is null) as sessions,
  count_if(error_code is not null) as refused,
  min(event_time) as first_session_at,
  max(event_time) as last_session_at
from sessions
where event_date between :since_on and :until_on
  and exchange_kind = 'web_identity'
  and ci_environment like :environment_like escape '\'
group by ci_environment, ci_platform, ci_repository, role_arn
order by environment, last_session_at desc, platform, repository, role_arn
limit :rows_max
