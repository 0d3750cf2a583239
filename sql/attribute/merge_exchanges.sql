-- purpose:  Every recorded copy of an event that issues or refuses a credential, first copy of a redelivery only.
-- grain:    one row per exchange event (event_id, recipient_account_id)
-- inputs:   staged_events, staged_deliveries, duplicates, exchanges
-- params:   :slot_first varchar, :slot_last varchar  (closed staged slots, both included),
--           :event_date_first date, :event_date_last date  (days of the rows to take, with those on which copies can be)
-- outputs:  rows merged into exchanges; session_id is what both copies of a cross-account exchange share
merge into exchanges t
using (
  with chosen as (
    select d.source_object, min(d.batch_id) as batch_id
    from staged_deliveries d
    where d.slot between :slot_first and :slot_last
    group by d.source_object
  )
  select
    coalesce(s.shared_event_id, s.event_id) as session_id,
    s.event_time, s.event_date, s.event_id, s.shared_event_id, s.event_source, s.event_name, s.aws_region,
    s.recipient_account_id, s.error_code, s.error_message, s.source_ip_address, s.user_agent, s.user_identity_type,
    s.principal_id, s.principal_arn, s.caller_account_id, s.user_name, s.access_key_id, s.invoked_by, s.role_arn,
    s.session_name, s.session_created_at, s.mfa_authenticated, s.console_session, s.federated_provider,
    s.source_identity, s.role_id, s.issuer_arn, s.federated_subject, s.federated_issuer, s.pull_request_hint,
    s.caller_kind, s.caller_id, s.exchange_kind, s.issued_key_id, s.issued_principal_arn, s.issued_principal_id,
    s.requested_role_arn, s.requested_session_name, s.requested_source_identity, s.duration_seconds, s.expires_at,
    s.subject, s.issuer, s.audience, s.principal_tags, s.ci_platform, s.ci_organization, s.ci_repository,
    s.ci_repository_id, s.ci_ref_kind, s.ci_ref, s.ci_environment, s.ci_workflow, s.ci_trigger, s.ci_phase,
    s.ci_run_id, s.ci_run_id_source, s.ci_parse_status, s.stable_subject, s.source_object, s.record_index,
    s.ingested_at
  from staged_events s
  inner join chosen d on d.source_object = s.source_object and d.batch_id = s.batch_id
  where s.exchange_kind is not null
    and s.slot between :slot_first and :slot_last
    and s.event_date between :event_date_first and :event_date_last
    and not exists (
      select 1 from duplicates x
      where x.event_date between :event_date_first and :event_date_last
        and x.source_object = s.source_object
        and x.record_index = s.record_index
    )
) n
on t.event_id = n.event_id
  and t.recipient_account_id is not distinct from n.recipient_account_id
  and t.event_date between :event_date_first and :event_date_last
when matched and (
  n.source_object < t.source_object or (n.source_object = t.source_object and n.record_index < t.record_index)
) then
  update set
    session_id = n.session_id, event_time = n.event_time, event_date = n.event_date, event_id = n.event_id,
    shared_event_id = n.shared_event_id, event_source = n.event_source, event_name = n.event_name,
    aws_region = n.aws_region, recipient_account_id = n.recipient_account_id, error_code = n.error_code,
    error_message = n.error_message, source_ip_address = n.source_ip_address, user_agent = n.user_agent,
    user_identity_type = n.user_identity_type, principal_id = n.principal_id, principal_arn = n.principal_arn,
    caller_account_id = n.caller_account_id, user_name = n.user_name, access_key_id = n.access_key_id,
    invoked_by = n.invoked_by, role_arn = n.role_arn, session_name = n.session_name,
    session_created_at = n.session_created_at, mfa_authenticated = n.mfa_authenticated,
    console_session = n.console_session, federated_provider = n.federated_provider,
    source_identity = n.source_identity, role_id = n.role_id, issuer_arn = n.issuer_arn,
    federated_subject = n.federated_subject, federated_issuer = n.federated_issuer,
    pull_request_hint = n.pull_request_hint, caller_kind = n.caller_kind, caller_id = n.caller_id,
    exchange_kind = n.exchange_kind, issued_key_id = n.issued_key_id, issued_principal_arn = n.issued_principal_arn,
    issued_principal_id = n.issued_principal_id, requested_role_arn = n.requested_role_arn,
    requested_session_name = n.requested_session_name, requested_source_identity = n.requested_source_identity,
    duration_seconds = n.duration_seconds, expires_at = n.expires_at, subject = n.subject, issuer = n.issuer,
    audience = n.audience, principal_tags = n.principal_tags, ci_platform = n.ci_platform,
    ci_organization = n.ci_organization, ci_repository = n.ci_repository, ci_repository_id = n.ci_repository_id,
    ci_ref_kind = n.ci_ref_kind, ci_ref = n.ci_ref, ci_environment = n.ci_environment, ci_workflow = n.ci_workflow,
    ci_trigger = n.ci_trigger, ci_phase = n.ci_phase, ci_run_id = n.ci_run_id,
    ci_run_id_source = n.ci_run_id_source, ci_parse_status = n.ci_parse_status, stable_subject = n.stable_subject,
    source_object = n.source_object, record_index = n.record_index, ingested_at = n.ingested_at
when not matched then
  insert (
    session_id, event_time, event_date, event_id, shared_event_id, event_source, event_name, aws_region,
    recipient_account_id, error_code, error_message, source_ip_address, user_agent, user_identity_type,
    principal_id, principal_arn, caller_account_id, user_name, access_key_id, invoked_by, role_arn, session_name,
    session_created_at, mfa_authenticated, console_session, federated_provider, source_identity, role_id,
    issuer_arn, federated_subject, federated_issuer, pull_request_hint, caller_kind, caller_id, exchange_kind,
    issued_key_id, issued_principal_arn, issued_principal_id, requested_role_arn, requested_session_name,
    requested_source_identity, duration_seconds, expires_at, subject, issuer, audience, principal_tags, ci_platform,
    ci_organization, ci_repository, ci_repository_id, ci_ref_kind, ci_ref, ci_environment, ci_workflow, ci_trigger,
    ci_phase, ci_run_id, ci_run_id_source, ci_parse_status, stable_subject, source_object, record_index, ingested_at
  )
  values (
    n.session_id, n.event_time, n.event_date, n.event_id, n.shared_event_id, n.event_source, n.event_name,
    n.aws_region, n.recipient_account_id, n.error_code, n.error_message, n.source_ip_address, n.user_agent,
    n.user_identity_type, n.principal_id, n.principal_arn, n.caller_account_id, n.user_name, n.access_key_id,
    n.invoked_by, n.role_arn, n.session_name, n.session_created_at, n.mfa_authenticated, n.console_session,
    n.federated_provider, n.source_identity, n.role_id, n.issuer_arn, n.federated_subject, n.federated_issuer,
    n.pull_request_hint, n.caller_kind, n.caller_id, n.exchange_kind, n.issued_key_id, n.issued_principal_arn,
    n.issued_principal_id, n.requested_role_arn, n.requested_session_name, n.requested_source_identity,
    n.duration_seconds, n.expires_at, n.subject, n.issuer, n.audience, n.principal_tags, n.ci_platform,
    n.ci_organization, n.ci_repository, n.ci_repository_id, n.ci_ref_kind, n.ci_ref, n.ci_environment,
    n.ci_workflow, n.ci_trigger, n.ci_phase, n.ci_run_id, n.ci_run_id_source, n.ci_parse_status, n.stable_subject,
    n.source_object, n.record_index, n.ingested_at
  )
