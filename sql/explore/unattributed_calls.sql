-- purpose:  Whose calls can we not name, and why?
-- grain:    one row per reason, principal and account
-- inputs:   calls
-- params:   :since_on date, :until_on date, :rows_max bigint  (UTC days, both included)
-- outputs:  attribution_reason varchar, principal varchar, recipient_account_id varchar, calls bigint,
--           last_event_at timestamp
select
  attribution_reason,
  coalesce(role_arn, principal_arn, principal_id, user_identity_type) as principal,
  recipient_account_id,
  count(*) as calls,
  max(event_time) as last_event_at
from calls
where event_date between :since_on and :until_on
  and attribution in ('none', 'context')
group by attribution_reason, coalesce(role_arn, principal_arn, principal_id, user_identity_type), recipient_account_id
order by calls desc, attribution_reason, principal, recipient_account_id
limit :rows_max
