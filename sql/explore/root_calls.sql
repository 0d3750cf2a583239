-- purpose:  What did root users do?
-- grain:    one row per call (event_id, recipient_account_id)
-- inputs:   calls
-- params:   :since_on date, :until_on date, :rows_max bigint  (UTC days, both included)
-- outputs:  event_time timestamp, recipient_account_id varchar, event_source varchar, event_name varchar,
--           aws_region varchar, source_ip_address varchar, mfa_authenticated boolean, error_code varchar,
--           user_agent varchar, event_id varchar
select
  event_time,
  recipient_account_id,
  event_source,
  event_name,
  aws_region,
  source_ip_address,
  mfa_authenticated,
  error_code,
  user_agent,
  event_id
from calls
where event_date between :since_on and :until_on
  and origin_kind = 'root_user'
order by event_time desc, event_id, recipient_account_id
limit :rows_max
