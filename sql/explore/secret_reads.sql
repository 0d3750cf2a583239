-- purpose:  Who read secrets, parameters, and what KMS decrypts?
-- grain:    one row per origin kind, origin, account and event name
-- inputs:   calls
-- params:   :since_on date, :until_on date, :account_like varchar, :rows_max bigint  (UTC days, both included)
-- outputs:  origin_kind varchar, origin varchar, account_id varchar, event_name varchar, calls bigint, refused bigint,
--           resources varchar (where the event names them), roles varchar, last_event_at timestamp
select
  origin_kind,
  coalesce(ci_repository, stable_subject, origin_subject, origin_key_id, origin_principal, principal_arn) as origin,
  recipient_account_id as account_id,
  event_name,
  count(*) as calls,
  count_if(error_code is not null) as refused,
  array_join(slice(array_sort(array_agg(distinct element_at(resource_arns, 1))), 1, 4), ', ') as resources,
  array_join(slice(array_sort(array_agg(distinct role_arn)), 1, 4), ', ') as roles,
  max(event_time) as last_event_at
from calls
where event_date between :since_on and :until_on
  and (
    (event_source = 'secretsmanager.amazonaws.com' and event_name in ('GetSecretValue', 'BatchGetSecretValue'))
    or (
      event_source = 'ssm.amazonaws.com'
      and event_name in ('GetParameter', 'GetParameters', 'GetParametersByPath', 'GetParameterHistory')
    )
    or (event_source = 'kms.amazonaws.com' and event_name = 'Decrypt')
  )
  and origin_kind <> 'aws_service'
  and coalesce(recipient_account_id, '') like :account_like escape '\'
group by
  origin_kind,
  coalesce(ci_repository, stable_subject, origin_subject, origin_key_id, origin_principal, principal_arn),
  recipient_account_id,
  event_name
order by calls desc, origin_kind, origin, account_id, event_name
limit :rows_max
