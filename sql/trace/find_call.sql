-- purpose:  The call that an event id names, in each account that recorded it.
-- grain:    one row per recorded copy (event_id, recipient_account_id)
-- inputs:   calls
-- params:   :event_id varchar
-- outputs:  event, caller, origin and link columns of calls
select
  event_time, event_id, event_source, event_name, aws_region, recipient_account_id, error_code, source_ip_address,
  user_agent, user_identity_type, principal_arn, access_key_id, invoked_by, origin_kind, origin_subject, origin_issuer,
  origin_key_id, origin_principal, chain_depth, attribution, attribution_reason, ci_repository, ci_run_id, ci_run_id_source,
  pull_request_hint, session_id,
  source_object, record_index
from calls
where event_id = :event_id
order by event_time, recipient_account_id
