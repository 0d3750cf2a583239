-- purpose:  Every distinct event with its origin: its own where the record names it, its credential's otherwise.
-- grain:    one row per distinct event (event_id, recipient_account_id)
-- inputs:   staged_events, staged_deliveries, callers, calls
-- params:   :slot_first varchar, :slot_last varchar  (closed staged slots, both included)
-- outputs:  rows merged into calls; of several copies the one first by source object and position is kept
merge into calls t
using (
  with ranked as (
    select
      s.batch_id, s.source_object, s.record_index,
      row_number() over (
        partition by s.event_id, s.recipient_account_id order by s.source_object, s.record_index, s.batch_id
      ) as copy_rank
    from staged_events s
    where s.slot between :slot_first and :slot_last
      and s.source_object in (
        select d.source_object from staged_deliveries d where d.slot between :slot_first and :slot_last
      )
  ),
  -- is_live: the credential's answer holds at the time of the call.
  first_copies as (
    select
      s.event_time, s.event_date, s.event_id, s.shared_event_id, s.event_source, s.event_name, s.event_type,
      s.event_category, s.aws_region, s.recipient_account_id, s.read_only, s.error_code, s.error_message,
      s.source_ip_address, s.user_agent, s.vpc_endpoint_id, s.resource_arns, s.user_identity_type, s.principal_id,
      s.principal_arn, s.caller_account_id, s.user_name, s.access_key_id, s.invoked_by, s.role_arn, s.session_name,
      s.session_created_at, s.mfa_authenticated, s.console_session, s.federated_provider, s.source_identity,
      s.role_id, s.issuer_arn, s.caller_kind, s.caller_id, s.request_parameters, s.response_elements, s.subject,
      s.issuer, s.ci_platform, s.ci_organization, s.ci_repository, s.ci_repository_id, s.ci_ref_kind, s.ci_ref,
      s.ci_environment, s.ci_workflow, s.ci_trigger, s.ci_phase, s.ci_run_id, s.ci_run_id_source, s.ci_parse_status,
      s.stable_subject, s.source_object, s.record_index, s.ingested_at,
      c.session_id as caller_session_id,
      c.origin_kind as caller_origin_kind, c.origin_subject as caller_origin_subject,
      c.origin_issuer as caller_origin_issuer, c.origin_key_id as caller_origin_key_id,
      c.origin_principal as caller_origin_principal, c.chain_depth as caller_chain_depth,
      c.attribution as caller_attribution, c.attribution_reason as caller_attribution_reason,
      c.ci_platform as caller_ci_platform, c.ci_organization as caller_ci_organization,
      c.ci_repository as caller_ci_repository, c.ci_repository_id as caller_ci_repository_id,
      c.ci_ref_kind as caller_ci_ref_kind, c.ci_ref as caller_ci_ref, c.ci_environment as caller_ci_environment,
      c.ci_workflow as caller_ci_workflow, c.ci_trigger as caller_ci_trigger, c.ci_phase as caller_ci_phase,
      c.ci_run_id as caller_ci_run_id, c.ci_run_id_source as caller_ci_run_id_source,
      c.ci_parse_status as caller_ci_parse_status, c.stable_subject as caller_stable_subject,
      c.caller_id is not null
        and (c.session_id is null or s.event_time between c.valid_from and c.valid_until) as is_live
    from ranked r
    inner join staged_events s
      on s.batch_id = r.batch_id and s.source_object = r.source_object and s.record_index = r.record_index
    left join callers c on c.caller_id = s.caller_id
    where r.copy_rank = 1
      and s.slot between :slot_first and :slot_last
  )
  select
    f.event_time, f.event_date, f.event_id, f.shared_event_id, f.event_source, f.event_name, f.event_type,
    f.event_category, f.aws_region, f.recipient_account_id, f.read_only, f.error_code, f.error_message,
    f.source_ip_address, f.user_agent, f.vpc_endpoint_id, f.resource_arns, f.user_identity_type, f.principal_id,
    f.principal_arn, f.caller_account_id, f.user_name, f.access_key_id, f.invoked_by, f.role_arn, f.session_name,
    f.session_created_at, f.mfa_authenticated, f.console_session, f.federated_provider, f.source_identity, f.role_id,
    f.issuer_arn, f.caller_kind, f.caller_id, f.request_parameters, f.response_elements,
    case when f.is_live then f.caller_origin_kind else f.caller_kind end as origin_kind,
    case when f.is_live then f.caller_origin_subject when f.caller_id is null then f.subject end as origin_subject,
    case when f.is_live then f.caller_origin_issuer when f.caller_id is null then f.issuer end as origin_issuer,
    case
      when f.is_live then f.caller_origin_key_id
      when f.caller_kind = 'access_key' then f.access_key_id
    end as origin_key_id,
    case
      when f.is_live then f.caller_origin_principal
      when f.caller_id is not null then cast(null as varchar)
      when f.caller_kind = 'aws_service' then coalesce(f.invoked_by, f.principal_arn)
      when f.caller_kind = 'external_account' then coalesce(f.principal_arn, f.principal_id, f.caller_account_id)
      when f.caller_kind = 'web_identity' then cast(null as varchar)
      else coalesce(f.principal_arn, f.user_name)
    end as origin_principal,
    case
      when f.is_live then f.caller_chain_depth
      when f.caller_id is null and f.caller_kind not in ('unknown', 'external_account') then 0
    end as chain_depth,
    case
      when f.is_live then f.caller_attribution
      when f.caller_id is not null then 'none'
      when f.caller_kind = 'unknown' then 'none'
      when f.caller_kind = 'external_account' then 'context'
      else 'direct'
    end as attribution,
    case
      when f.is_live then f.caller_attribution_reason
      when f.caller_id is not null then 'outside_session_lifetime'
      when f.caller_kind = 'unknown' then 'caller_not_identified'
      when f.caller_kind = 'external_account' then 'caller_in_other_account'
    end as attribution_reason,
    case when f.is_live then f.caller_ci_platform when f.caller_id is null then f.ci_platform end as ci_platform,
    case when f.is_live then f.caller_ci_organization when f.caller_id is null then f.ci_organization end as ci_organization,
    case when f.is_live then f.caller_ci_repository when f.caller_id is null then f.ci_repository end as ci_repository,
    case when f.is_live then f.caller_ci_repository_id when f.caller_id is null then f.ci_repository_id end as ci_repository_id,
    case when f.is_live then f.caller_ci_ref_kind when f.caller_id is null then f.ci_ref_kind end as ci_ref_kind,
    case when f.is_live then f.caller_ci_ref when f.caller_id is null then f.ci_ref end as ci_ref,
    case when f.is_live then f.caller_ci_environment when f.caller_id is null then f.ci_environment end as ci_environment,
    case when f.is_live then f.caller_ci_workflow when f.caller_id is null then f.ci_workflow end as ci_workflow,
    case when f.is_live then f.caller_ci_trigger when f.caller_id is null then f.ci_trigger end as ci_trigger,
    case when f.is_live then f.caller_ci_phase when f.caller_id is null then f.ci_phase end as ci_phase,
    case when f.is_live then f.caller_ci_run_id when f.caller_id is null then f.ci_run_id end as ci_run_id,
    case when f.is_live then f.caller_ci_run_id_source when f.caller_id is null then f.ci_run_id_source end as ci_run_id_source,
    case when f.is_live then f.caller_ci_parse_status when f.caller_id is null then f.ci_parse_status end as ci_parse_status,
    case when f.is_live then f.caller_stable_subject when f.caller_id is null then f.stable_subject end as stable_subject,
    case when f.is_live then f.caller_session_id end as session_id,
    f.source_object, f.record_index, f.ingested_at
  from first_copies f
) n
on t.event_id = n.event_id and t.recipient_account_id is not distinct from n.recipient_account_id
when matched and (
  n.source_object < t.source_object or (n.source_object = t.source_object and n.record_index < t.record_index)
) then
  update set
    event_time = n.event_time, event_date = n.event_date, event_id = n.event_id, shared_event_id = n.shared_event_id,
    event_source = n.event_source, event_name = n.event_name, event_type = n.event_type,
    event_category = n.event_category, aws_region = n.aws_region, recipient_account_id = n.recipient_account_id,
    read_only = n.read_only, error_code = n.error_code, error_message = n.error_message,
    source_ip_address = n.source_ip_address, user_agent = n.user_agent, vpc_endpoint_id = n.vpc_endpoint_id,
    resource_arns = n.resource_arns, user_identity_type = n.user_identity_type, principal_id = n.principal_id,
    principal_arn = n.principal_arn, caller_account_id = n.caller_account_id, user_name = n.user_name,
    access_key_id = n.access_key_id, invoked_by = n.invoked_by, role_arn = n.role_arn, session_name = n.session_name,
    session_created_at = n.session_created_at, mfa_authenticated = n.mfa_authenticated,
    console_session = n.console_session, federated_provider = n.federated_provider,
    source_identity = n.source_identity, role_id = n.role_id, issuer_arn = n.issuer_arn, caller_kind = n.caller_kind,
    caller_id = n.caller_id, request_parameters = n.request_parameters, response_elements = n.response_elements,
    origin_kind = n.origin_kind, origin_subject = n.origin_subject, origin_issuer = n.origin_issuer,
    origin_key_id = n.origin_key_id, origin_principal = n.origin_principal, chain_depth = n.chain_depth,
    attribution = n.attribution, attribution_reason = n.attribution_reason, ci_platform = n.ci_platform,
    ci_organization = n.ci_organization, ci_repository = n.ci_repository, ci_repository_id = n.ci_repository_id,
    ci_ref_kind = n.ci_ref_kind, ci_ref = n.ci_ref, ci_environment = n.ci_environment, ci_workflow = n.ci_workflow,
    ci_trigger = n.ci_trigger, ci_phase = n.ci_phase, ci_run_id = n.ci_run_id, ci_run_id_source = n.ci_run_id_source,
    ci_parse_status = n.ci_parse_status, stable_subject = n.stable_subject, session_id = n.session_id,
    source_object = n.source_object, record_index = n.record_index, ingested_at = n.ingested_at
when not matched then
  insert (
    event_time, event_date, event_id, shared_event_id, event_source, event_name, event_type, event_category,
    aws_region, recipient_account_id, read_only, error_code, error_message, source_ip_address, user_agent,
    vpc_endpoint_id, resource_arns, user_identity_type, principal_id, principal_arn, caller_account_id, user_name,
    access_key_id, invoked_by, role_arn, session_name, session_created_at, mfa_authenticated, console_session,
    federated_provider, source_identity, role_id, issuer_arn, caller_kind, caller_id, request_parameters,
    response_elements, origin_kind, origin_subject, origin_issuer, origin_key_id, origin_principal, chain_depth,
    attribution, attribution_reason, ci_platform, ci_organization, ci_repository, ci_repository_id, ci_ref_kind,
    ci_ref, ci_environment, ci_workflow, ci_trigger, ci_phase, ci_run_id, ci_run_id_source, ci_parse_status,
    stable_subject, session_id, source_object, record_index, ingested_at
  )
  values (
    n.event_time, n.event_date, n.event_id, n.shared_event_id, n.event_source, n.event_name, n.event_type,
    n.event_category, n.aws_region, n.recipient_account_id, n.read_only, n.error_code, n.error_message,
    n.source_ip_address, n.user_agent, n.vpc_endpoint_id, n.resource_arns, n.user_identity_type, n.principal_id,
    n.principal_arn, n.caller_account_id, n.user_name, n.access_key_id, n.invoked_by, n.role_arn, n.session_name,
    n.session_created_at, n.mfa_authenticated, n.console_session, n.federated_provider, n.source_identity, n.role_id,
    n.issuer_arn, n.caller_kind, n.caller_id, n.request_parameters, n.response_elements, n.origin_kind,
    n.origin_subject, n.origin_issuer, n.origin_key_id, n.origin_principal, n.chain_depth, n.attribution,
    n.attribution_reason, n.ci_platform, n.ci_organization, n.ci_repository, n.ci_repository_id, n.ci_ref_kind,
    n.ci_ref, n.ci_environment, n.ci_workflow, n.ci_trigger, n.ci_phase, n.ci_run_id, n.ci_run_id_source,
    n.ci_parse_status, n.stable_subject, n.session_id, n.source_object, n.record_index, n.ingested_at
  )
