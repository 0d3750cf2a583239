-- purpose:  Every distinct event with its origin: its own where the record names it, its credential's otherwise.
-- grain:    one row per distinct event (event_id, recipient_account_id)
-- inputs:   staged_events, staged_deliveries, duplicates, callers, calls
-- params:   :slot_first varchar, :slot_last varchar  (closed staged slots, both included),
--           :event_date_first date, :event_date_last date  (days of the rows to take, with those on which copies can be)
-- outputs:  rows merged into calls; of several copies the one first by source object and position is kept
merge into calls t
using (
  with chosen as (
    select d.source_object, min(d.batch_id) as batch_id
    from staged_deliveries d
    where d.slot between :slot_first and :slot_last
    group by d.source_object
  )
  select
    s.event_time, s.event_date, s.event_id, s.shared_event_id, s.event_source, s.event_name, s.event_type,
    s.event_category, s.aws_region, s.recipient_account_id, s.read_only, s.error_code, s.error_message,
    s.source_ip_address, s.user_agent, s.vpc_endpoint_id, s.resource_arns, s.user_identity_type, s.principal_id,
    s.principal_arn, s.caller_account_id, s.user_name, s.access_key_id, s.invoked_by, s.role_arn, s.session_name,
    s.session_created_at, s.mfa_authenticated, s.console_session, s.federated_provider, s.source_identity,
    s.role_id, s.issuer_arn, s.federated_subject, s.federated_issuer, s.pull_request_hint, s.caller_kind,
    s.caller_id, s.request_parameters, s.response_elements,
    coalesce(a.origin_kind, s.caller_kind) as origin_kind,
    case when s.caller_id is null then s.subject else a.origin_subject end as origin_subject,
    case when s.caller_id is null then s.issuer else a.origin_issuer end as origin_issuer,
    case
      when s.caller_id is not null then a.origin_key_id
      when s.caller_kind = 'access_key' then s.access_key_id
    end as origin_key_id,
    case
      when s.caller_id is not null then a.origin_principal
      when s.caller_kind = 'aws_service' then coalesce(s.invoked_by, s.principal_arn)
      when s.caller_kind = 'external_account' then coalesce(s.principal_arn, s.principal_id, s.caller_account_id)
      when s.caller_kind = 'web_identity' then cast(null as varchar)
      else coalesce(s.principal_arn, s.user_name)
    end as origin_principal,
    case
      when s.caller_id is not null then a.chain_depth
      when s.caller_kind not in ('unknown', 'external_account') then 0
    end as chain_depth,
    case
      when s.caller_id is not null then coalesce(a.attribution, 'none')
      when s.caller_kind = 'unknown' then 'none'
      when s.caller_kind = 'external_account' then 'context'
      else 'direct'
    end as attribution,
    case
      when a.caller_id is not null then a.attribution_reason
      when s.caller_id is not null then 'outside_session_lifetime'
      when s.caller_kind = 'unknown' then 'caller_not_identified'
      when s.caller_kind = 'external_account' then 'caller_in_other_account'
    end as attribution_reason,
    case when s.caller_id is null then s.ci_platform else a.ci_platform end as ci_platform,
    case when s.caller_id is null then s.ci_organization else a.ci_organization end as ci_organization,
    case when s.caller_id is null then s.ci_repository else a.ci_repository end as ci_repository,
    case when s.caller_id is null then s.ci_repository_id else a.ci_repository_id end as ci_repository_id,
    case when s.caller_id is null then s.ci_ref_kind else a.ci_ref_kind end as ci_ref_kind,
    case when s.caller_id is null then s.ci_ref else a.ci_ref end as ci_ref,
    case when s.caller_id is null then s.ci_environment else a.ci_environment end as ci_environment,
    case when s.caller_id is null then s.ci_workflow else a.ci_workflow end as ci_workflow,
    case when s.caller_id is null then s.ci_trigger else a.ci_trigger end as ci_trigger,
    case when s.caller_id is null then s.ci_phase else a.ci_phase end as ci_phase,
    case when s.caller_id is null then s.ci_run_id else a.ci_run_id end as ci_run_id,
    case when s.caller_id is null then s.ci_run_id_source else a.ci_run_id_source end as ci_run_id_source,
    case when s.caller_id is null then s.ci_parse_status else a.ci_parse_status end as ci_parse_status,
    case when s.caller_id is null then s.stable_subject else a.stable_subject end as stable_subject,
    a.session_id, s.source_object, s.record_index, s.ingested_at
  from staged_events s
  inner join chosen d on d.source_object = s.source_object and d.batch_id = s.batch_id
  -- The credential's answer, where it holds at the time of the call. Credentials that were used on other days only are not
  -- among those of these calls, however many there are.
  left join callers a
    on a.caller_id = s.caller_id
    and a.last_event_at >= cast(:event_date_first as timestamp)
    and a.first_event_at < date_add('day', 1, cast(:event_date_last as timestamp))
    and s.event_time >= coalesce(a.valid_from, timestamp '0001-01-01 00:00:00')
    and s.event_time <= coalesce(a.valid_until, timestamp '9999-12-31 23:59:59')
  where s.slot between :slot_first and :slot_last
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
    event_time = n.event_time, event_date = n.event_date, event_id = n.event_id,
    shared_event_id = n.shared_event_id, event_source = n.event_source, event_name = n.event_name,
    event_type = n.event_type, event_category = n.event_category, aws_region = n.aws_region,
    recipient_account_id = n.recipient_account_id, read_only = n.read_only, error_code = n.error_code,
    error_message = n.error_message, source_ip_address = n.source_ip_address, user_agent = n.user_agent,
    vpc_endpoint_id = n.vpc_endpoint_id, resource_arns = n.resource_arns, user_identity_type = n.user_identity_type,
    principal_id = n.principal_id, principal_arn = n.principal_arn, caller_account_id = n.caller_account_id,
    user_name = n.user_name, access_key_id = n.access_key_id, invoked_by = n.invoked_by, role_arn = n.role_arn,
    session_name = n.session_name, session_created_at = n.session_created_at,
    mfa_authenticated = n.mfa_authenticated, console_session = n.console_session,
    federated_provider = n.federated_provider, source_identity = n.source_identity, role_id = n.role_id,
    issuer_arn = n.issuer_arn, federated_subject = n.federated_subject, federated_issuer = n.federated_issuer,
    pull_request_hint = n.pull_request_hint, caller_kind = n.caller_kind, caller_id = n.caller_id,
    request_parameters = n.request_parameters, response_elements = n.response_elements, origin_kind = n.origin_kind,
    origin_subject = n.origin_subject, origin_issuer = n.origin_issuer, origin_key_id = n.origin_key_id,
    origin_principal = n.origin_principal, chain_depth = n.chain_depth, attribution = n.attribution,
    attribution_reason = n.attribution_reason, ci_platform = n.ci_platform, ci_organization = n.ci_organization,
    ci_repository = n.ci_repository, ci_repository_id = n.ci_repository_id, ci_ref_kind = n.ci_ref_kind,
    ci_ref = n.ci_ref, ci_environment = n.ci_environment, ci_workflow = n.ci_workflow, ci_trigger = n.ci_trigger,
    ci_phase = n.ci_phase, ci_run_id = n.ci_run_id, ci_run_id_source = n.ci_run_id_source,
    ci_parse_status = n.ci_parse_status, stable_subject = n.stable_subject, session_id = n.session_id,
    source_object = n.source_object, record_index = n.record_index, ingested_at = n.ingested_at
when not matched then
  insert (
    event_time, event_date, event_id, shared_event_id, event_source, event_name, event_type, event_category,
    aws_region, recipient_account_id, read_only, error_code, error_message, source_ip_address, user_agent,
    vpc_endpoint_id, resource_arns, user_identity_type, principal_id, principal_arn, caller_account_id, user_name,
    access_key_id, invoked_by, role_arn, session_name, session_created_at, mfa_authenticated, console_session,
    federated_provider, source_identity, role_id, issuer_arn, federated_subject, federated_issuer,
    pull_request_hint, caller_kind, caller_id, request_parameters, response_elements, origin_kind, origin_subject,
    origin_issuer, origin_key_id, origin_principal, chain_depth, attribution, attribution_reason, ci_platform,
    ci_organization, ci_repository, ci_repository_id, ci_ref_kind, ci_ref, ci_environment, ci_workflow, ci_trigger,
    ci_phase, ci_run_id, ci_run_id_source, ci_parse_status, stable_subject, session_id, source_object, record_index,
    ingested_at
  )
  values (
    n.event_time, n.event_date, n.event_id, n.shared_event_id, n.event_source, n.event_name, n.event_type,
    n.event_category, n.aws_region, n.recipient_account_id, n.read_only, n.error_code, n.error_message,
    n.source_ip_address, n.user_agent, n.vpc_endpoint_id, n.resource_arns, n.user_identity_type, n.principal_id,
    n.principal_arn, n.caller_account_id, n.user_name, n.access_key_id, n.invoked_by, n.role_arn, n.session_name,
    n.session_created_at, n.mfa_authenticated, n.console_session, n.federated_provider, n.source_identity,
    n.role_id, n.issuer_arn, n.federated_subject, n.federated_issuer, n.pull_request_hint, n.caller_kind,
    n.caller_id, n.request_parameters, n.response_elements, n.origin_kind, n.origin_subject, n.origin_issuer,
    n.origin_key_id, n.origin_principal, n.chain_depth, n.attribution, n.attribution_reason, n.ci_platform,
    n.ci_organization, n.ci_repository, n.ci_repository_id, n.ci_ref_kind, n.ci_ref, n.ci_environment,
    n.ci_workflow, n.ci_trigger, n.ci_phase, n.ci_run_id, n.ci_run_id_source, n.ci_parse_status, n.stable_subject,
    n.session_id, n.source_object, n.record_index, n.ingested_at
  )
