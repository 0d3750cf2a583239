-- purpose:  Which subjects were refused which roles?
-- grain:    one row per subject and role
-- inputs:   sessions
-- outputs:  issuer varchar, subject varchar, role_arn varchar, error_code varchar, attempts bigint,
--           last_attempt_at timestamp
select
  issuer,
  coalesce(stable_subject, subject) as subject,
  role_arn,
  error_code,
  count(*) as attempts,
  max(event_time) as last_attempt_at
from sessions
where exchange_kind = 'web_identity'
  and error_code is not null
group by issuer, coalesce(stable_subject, subject), role_arn, error_code
order by attempts desc, issuer, subject, role_arn, error_code
