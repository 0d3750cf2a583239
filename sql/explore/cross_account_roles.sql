-- purpose:  Who assumes roles in another account than their own?
-- grain:    one row per account before, account, role, origin kind and origin
-- inputs:   sessions
-- params:   :since_on date, :until_on date, :rows_max bigint  (UTC days, both included)
-- outputs:  from_account_id varchar, to_account_id varchar, role_arn varchar, origin_kind varchar, origin varchar,
--           from_role_arn varchar, sessions bigint, refused bigint, last_session_at timestamp
with assumed as (
  select
    caller_account_id,
    regexp_extract(role_arn, '^arn:[^:]*:iam::([0-9]{12}):', 1) as role_account_id,
    role_arn, origin_kind, caller_role_arn, error_code, event_time,
    coalesce(ci_repository, stable_subject, origin_subject, origin_key_id, origin_principal, principal_arn) as origin
  from sessions
  where event_date between :since_on and :until_on
    and exchange_kind = 'assume_role'
)
select
  caller_account_id as from_account_id,
  role_account_id as to_account_id,
  role_arn,
  origin_kind,
  origin,
  max(caller_role_arn) as from_role_arn,
  count_if(error_code is null) as sessions,
  count_if(error_code is not null) as refused,
  max(event_time) as last_session_at
from assumed
where caller_account_id <> role_account_id
group by caller_account_id, role_account_id, role_arn, origin_kind, origin
order by sessions desc, from_account_id, to_account_id, role_arn, origin_kind, origin
limit :rows_max
