-- purpose:  Sessions that a session's credential obtained, newest first.
-- grain:    one row per session (session_id)
-- inputs:   sessions
-- params:   :session_id varchar, :row_limit bigint
-- outputs:  exchange, caller, origin and link columns of sessions
select
  session_id, event_time, event_id, expires_at, event_name, exchange_kind, issued_key_id, parent_key_id, role_arn,
  session_name, recipient_account_id, aws_region, source_ip_address, user_agent, error_code, subject, issuer, audience,
  user_identity_type, principal_arn, invoked_by, origin_kind, origin_subject, origin_issuer, origin_key_id,
  origin_principal, chain_depth, attribution, attribution_reason, ci_repository, ci_run_id, ci_run_id_source,
  parent_session_id
from sessions
where parent_session_id = :session_id
order by event_time desc, session_id
limit :row_limit
