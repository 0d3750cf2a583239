-- purpose:  Which roles are assumed both with tokens of CI and with a long-lived key?
-- grain:    one row per role
-- inputs:   sessions
-- params:   :since_on date, :until_on date, :rows_max bigint  (UTC days, both included)
-- outputs:  role_arn varchar, token_sessions bigint, key_sessions bigint, repositories varchar, keys varchar,
--           last_token_session_at timestamp, last_key_session_at timestamp
select
  role_arn,
  count_if(origin_kind = 'web_identity') as token_sessions,
  count_if(origin_kind = 'access_key') as key_sessions,
  array_join(
    slice(
      array_sort(
        array_agg(
          distinct case when origin_kind = 'web_identity' then coalesce(ci_repository, stable_subject, origin_subject) end
        )
      ),
      1,
      6
    ),
    ', '
  ) as repositories,
  array_join(
    slice(array_sort(array_agg(distinct case when origin_kind = 'access_key' then origin_key_id end)), 1, 6), ', '
  ) as keys,
  max(case when origin_kind = 'web_identity' then event_time end) as last_token_session_at,
  max(case when origin_kind = 'access_key' then event_time end) as last_key_session_at
from sessions
where event_date between :since_on and :until_on
  and error_code is null
  and role_arn is not null
group by role_arn
having count_if(origin_kind = 'web_identity') > 0 and count_if(origin_kind = 'access_key') > 0
order by key_sessions desc, role_arn
limit :rows_max
