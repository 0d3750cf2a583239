-- purpose:  Which sessions live longer than an hour, and whose are they?
-- grain:    one row per role, kind of exchange, origin kind and origin
-- inputs:   sessions
-- params:   :since_on date, :until_on date, :session_seconds_max integer, :rows_max bigint  (UTC days, both included)
-- outputs:  role_arn varchar, exchange_kind varchar, origin_kind varchar, origin varchar, sessions bigint,
--           longest_seconds bigint, last_session_at timestamp
with given as (
  select
    role_arn, exchange_kind, origin_kind, event_time,
    coalesce(ci_repository, stable_subject, origin_subject, origin_key_id, origin_principal, principal_arn) as origin,
    coalesce(cast(duration_seconds as bigint), date_diff('second', event_time, expires_at)) as seconds
  from sessions
  where event_date between :since_on and :until_on
    and error_code is null
    and origin_kind <> 'aws_service'
)
select
  role_arn,
  exchange_kind,
  origin_kind,
  origin,
  count(*) as sessions,
  max(seconds) as longest_seconds,
  max(event_time) as last_session_at
from given
where seconds > :session_seconds_max
group by role_arn, exchange_kind, origin_kind, origin
order by longest_seconds desc, sessions desc, role_arn, exchange_kind, origin_kind, origin
limit :rows_max
