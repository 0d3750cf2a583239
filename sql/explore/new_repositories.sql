-- purpose:  Which repositories and workspaces reached AWS for the first time?
-- grain:    one row per platform and repository
-- inputs:   sessions
-- params:   :since_on date, :until_on date, :baseline_days integer, :rows_max bigint  (UTC days, both included)
-- outputs:  platform varchar, repository varchar, first_session_at timestamp, sessions bigint, roles varchar,
--           accounts varchar, subjects varchar
select
  ci_platform as platform,
  coalesce(ci_repository, stable_subject, subject) as repository,
  min(event_time) as first_session_at,
  count(*) as sessions,
  array_join(slice(array_sort(array_agg(distinct role_arn)), 1, 6), ', ') as roles,
  array_join(slice(array_sort(array_agg(distinct recipient_account_id)), 1, 6), ', ') as accounts,
  array_join(slice(array_sort(array_agg(distinct coalesce(stable_subject, subject))), 1, 4), ', ') as subjects
from sessions
where event_date between date_add('day', -1 * :baseline_days, cast(:since_on as date)) and :until_on
  and exchange_kind = 'web_identity'
  and error_code is null
group by ci_platform, coalesce(ci_repository, stable_subject, subject)
having min(event_date) >= :since_on
order by first_session_at desc, platform, repository
limit :rows_max
