-- purpose:  Web-identity exchanges that AWS refused in the window.
-- grain:    one row per issuer, stable subject and role
-- inputs:   sessions
-- params:   :window_start_on date, :window_end_on date  (UTC, end excluded)
-- outputs:  issuer varchar, subject varchar, role_arn varchar, attempts bigint, last_attempt_at timestamp
select
  issuer,
  coalesce(stable_subject, subject) as subject,
  role_arn,
  count(*) as attempts,
  max(event_time) as last_attempt_at
from sessions
where exchange_kind = 'web_identity'
  and error_code is not null
  and event_date >= :window_start_on
  and event_date < :window_end_on
group by issuer, coalesce(stable_subject, subject), role_arn
order by attempts desc, issuer, subject, role_arn
