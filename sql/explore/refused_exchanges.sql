-- purpose:  Which subjects were refused which roles?
-- grain:    one row per issuer, subject, role and error
-- inputs:   sessions
-- params:   :since_on date, :until_on date, :role_like varchar, :rows_max bigint  (UTC days, both included)
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
where event_date between :since_on and :until_on
  and exchange_kind = 'web_identity'
  and error_code is not null
  and coalesce(role_arn, '') like :role_like escape '\'
group by issuer, coalesce(stable_subject, subject), role_arn, error_code
order by attempts desc, issuer, subject, role_arn, error_code
limit :rows_max
