-- purpose:  What did people change by hand in accounts that CI manages?
-- grain:    one row per account, origin kind, person, event source and event name
-- inputs:   calls
-- params:   :since_on date, :until_on date, :ci_writes_min bigint, :rows_max bigint  (UTC days, both included)
-- outputs:  account_id varchar, origin_kind varchar, person varchar, event_source varchar, event_name varchar,
--           calls bigint, console_calls bigint, refused bigint, ci_writes bigint (what CI changed in the account),
--           last_event_at timestamp
with written as (
  select
    recipient_account_id, origin_kind, event_source, event_name, event_time, error_code, console_session,
    coalesce(session_name, user_name, origin_principal, principal_arn) as person
  from calls
  where event_date between :since_on and :until_on
    and not coalesce(read_only, true)
    and coalesce(event_source, '') not in ('sts.amazonaws.com', 'signin.amazonaws.com')
),
managed as (
  select recipient_account_id, count(*) as ci_writes
  from written
  where origin_kind = 'web_identity'
  group by recipient_account_id
  having count(*) >= :ci_writes_min
)
select
  w.recipient_account_id as account_id,
  w.origin_kind,
  w.person,
  w.event_source,
  w.event_name,
  count(*) as calls,
  count_if(coalesce(w.console_session, false)) as console_calls,
  count_if(w.error_code is not null) as refused,
  max(m.ci_writes) as ci_writes,
  max(w.event_time) as last_event_at
from written w
inner join managed m on m.recipient_account_id = w.recipient_account_id
where w.origin_kind in ('console', 'identity_center', 'saml', 'root_user')
group by w.recipient_account_id, w.origin_kind, w.person, w.event_source, w.event_name
order by last_event_at desc, w.recipient_account_id, w.origin_kind, w.person, w.event_source, w.event_name
limit :rows_max
