-- purpose:  Who changed something in these accounts last night, from which run?
-- grain:    one row per account, role, origin, ref, environment and run
-- inputs:   calls
-- params:   :since_on date, :until_on date, :account_like varchar, :role_like varchar, :rows_max bigint  (UTC days,
--           both included)
-- outputs:  account_id varchar, role_arn varchar, origin_kind varchar, origin varchar, ref varchar,
--           environment varchar, run_id varchar, write_calls bigint, refused bigint, services varchar,
--           first_event_at timestamp, last_event_at timestamp
select
  recipient_account_id as account_id,
  role_arn,
  origin_kind,
  coalesce(ci_repository, stable_subject, origin_subject, origin_key_id, origin_principal, principal_arn) as origin,
  ci_ref as ref,
  ci_environment as environment,
  ci_run_id as run_id,
  count(*) as write_calls,
  count_if(error_code is not null) as refused,
  array_join(slice(array_sort(array_agg(distinct replace(event_source, '.amazonaws.com', ''))), 1, 8), ', ') as services,
  min(event_time) as first_event_at,
  max(event_time) as last_event_at
from calls
where event_date between :since_on and :until_on
  and not coalesce(read_only, true)
  and origin_kind <> 'aws_service'
  and coalesce(event_source, '') not in ('sts.amazonaws.com', 'signin.amazonaws.com')
  and coalesce(recipient_account_id, '') like :account_like escape '\'
  and coalesce(role_arn, '') like :role_like escape '\'
group by
  recipient_account_id,
  role_arn,
  origin_kind,
  coalesce(ci_repository, stable_subject, origin_subject, origin_key_id, origin_principal, principal_arn),
  ci_ref,
  ci_environment,
  ci_run_id
order by last_event_at desc, account_id, role_arn, origin_kind, origin, ref, environment, run_id
limit :rows_max
