-- purpose:  Who took a role in another way than with a web identity.
-- grain:    one row per way and caller (exchange_kind, caller)
-- inputs:   sessions
-- params:   :role_arn varchar, :window_start_at timestamp, :window_end_at timestamp  (UTC, end excluded)
-- outputs:  exchange_kind varchar, caller varchar, sessions bigint
select
  s.exchange_kind,
  coalesce(s.caller_role_arn, s.invoked_by, s.principal_arn, s.federated_provider, s.caller_account_id) as caller,
  count(*) as sessions
from sessions s
where s.exchange_kind <> 'web_identity'
  and s.role_arn = :role_arn
  and s.error_code is null
  and s.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
  and s.event_time >= :window_start_at
  and s.event_time < :window_end_at
group by
  s.exchange_kind,
  coalesce(s.caller_role_arn, s.invoked_by, s.principal_arn, s.federated_provider, s.caller_account_id)
order by s.exchange_kind, caller
limit 50
