-- purpose:  One session for every credential issued or refused, both copies of a cross-account exchange put together.
-- grain:    one row per session (session_id)
-- inputs:   exchanges, staged_events, staged_deliveries, sessions
-- params:   :slot_first varchar, :slot_last varchar  (closed staged slots, both included),
--           :event_date_first date, :event_date_last date  (days of the rows to take, with those on which copies can be)
-- outputs:  rows merged into sessions and marked is_dirty; a session whose caller the record itself names has its origin
merge into sessions t
using (
  with touched as (
    select distinct coalesce(s.shared_event_id, s.event_id) as session_id
    from staged_events s
    where s.exchange_kind is not null
      and s.slot between :slot_first and :slot_last
      and s.event_date between :event_date_first and :event_date_last
      and s.source_object in (
        select d.source_object from staged_deliveries d where d.slot between :slot_first and :slot_last
      )
  ),
  -- The copy in the caller's account knows the key that asked; the copy in the role's account knows only an account.
  ranked as (
    select
      e.session_id,
      e.event_time, e.event_date, e.event_id, e.shared_event_id, e.event_source, e.event_name, e.aws_region,
      e.recipient_account_id, e.error_code, e.error_message, e.source_ip_address, e.user_agent,
      e.user_identity_type, e.principal_id, e.principal_arn, e.caller_account_id, e.user_name, e.access_key_id,
      e.invoked_by, e.role_arn, e.session_name, e.session_created_at, e.mfa_authenticated, e.console_session,
      e.federated_provider, e.source_identity, e.role_id, e.issuer_arn, e.federated_subject, e.federated_issuer,
      e.pull_request_hint, e.caller_kind, e.caller_id, e.exchange_kind, e.issued_key_id, e.issued_principal_arn,
      e.issued_principal_id, e.requested_role_arn, e.requested_session_name, e.requested_source_identity,
      e.duration_seconds, e.expires_at, e.subject, e.issuer, e.audience, e.principal_tags, e.ci_platform,
      e.ci_organization, e.ci_repository, e.ci_repository_id, e.ci_ref_kind, e.ci_ref, e.ci_environment,
      e.ci_workflow, e.ci_trigger, e.ci_phase, e.ci_run_id, e.ci_run_id_source, e.ci_parse_status, e.stable_subject,
      row_number() over (
        partition by e.session_id
        order by
          case when e.access_key_id is not null then 0 when e.user_identity_type <> 'AWSAccount' then 1 else 2 end,
          e.event_id, e.recipient_account_id
      ) as copy_rank
    from exchanges e
    where e.event_date between :event_date_first and :event_date_last
      and e.session_id in (select session_id from touched)
  )
  select
    a.session_id,
    a.event_time, a.event_date, a.event_id, a.shared_event_id, a.event_source, a.event_name, a.aws_region,
    a.recipient_account_id, a.error_code, a.error_message, a.source_ip_address, a.user_agent,
    coalesce(a.expires_at, b.expires_at) as expires_at,
    a.exchange_kind,
    coalesce(a.issued_key_id, b.issued_key_id) as issued_key_id,
    a.access_key_id as parent_key_id,
    coalesce(a.requested_role_arn, b.requested_role_arn) as role_arn,
    coalesce(a.requested_session_name, b.requested_session_name) as session_name,
    coalesce(a.issued_principal_arn, b.issued_principal_arn) as issued_principal_arn,
    coalesce(a.issued_principal_id, b.issued_principal_id) as issued_principal_id,
    coalesce(a.requested_source_identity, b.requested_source_identity, a.source_identity) as issued_source_identity,
    coalesce(a.duration_seconds, b.duration_seconds) as duration_seconds,
    coalesce(a.audience, b.audience) as audience,
    coalesce(a.subject, b.subject) as subject,
    coalesce(a.issuer, b.issuer) as issuer,
    coalesce(a.principal_tags, b.principal_tags) as principal_tags,
    a.user_identity_type, a.principal_id, a.principal_arn, a.caller_account_id, a.user_name, a.invoked_by,
    a.role_arn as caller_role_arn, a.session_name as caller_session_name, a.source_identity, a.federated_provider,
    a.caller_kind, a.caller_id,
    case when a.caller_id is null then 0 end as chain_hops,
    case when a.caller_id is null then a.caller_kind end as origin_kind,
    case when a.caller_id is null then coalesce(a.subject, b.subject) end as origin_subject,
    case when a.caller_id is null then coalesce(a.issuer, b.issuer) end as origin_issuer,
    case when a.caller_id is null and a.caller_kind = 'access_key' then a.access_key_id end as origin_key_id,
    case
      when a.caller_id is not null then cast(null as varchar)
      when a.caller_kind = 'aws_service' then coalesce(a.invoked_by, a.principal_arn)
      when a.caller_kind = 'external_account' then coalesce(a.principal_arn, a.principal_id, a.caller_account_id)
      when a.caller_kind = 'web_identity' then cast(null as varchar)
      else coalesce(a.principal_arn, a.user_name)
    end as origin_principal,
    case when a.caller_id is null and a.caller_kind not in ('unknown', 'external_account') then 0 end as chain_depth,
    case
      when a.caller_id is not null then cast(null as varchar)
      when a.caller_kind = 'unknown' then 'none'
      when a.caller_kind = 'external_account' then 'context'
      else 'direct'
    end as attribution,
    case
      when a.caller_id is not null then cast(null as varchar)
      when a.caller_kind = 'unknown' then 'caller_not_identified'
      when a.caller_kind = 'external_account' then 'caller_in_other_account'
    end as attribution_reason,
    a.ci_platform, a.ci_organization, a.ci_repository, a.ci_repository_id, a.ci_ref_kind, a.ci_ref,
    a.ci_environment, a.ci_workflow, a.ci_trigger, a.ci_phase, a.ci_run_id, a.ci_run_id_source, a.ci_parse_status,
    a.stable_subject
  from ranked a
  left join ranked b on b.session_id = a.session_id and b.copy_rank = 2
  where a.copy_rank = 1
) n
on t.session_id = n.session_id and t.event_date between :event_date_first and :event_date_last
when matched and (
    t.event_id, t.event_time, t.recipient_account_id, t.caller_id, t.caller_kind, t.parent_key_id, t.issued_key_id,
    t.issued_principal_arn, t.issued_principal_id, t.issued_source_identity, t.expires_at, t.subject, t.issuer,
    t.error_code, t.ci_run_id
  ) is distinct from (
    n.event_id, n.event_time, n.recipient_account_id, n.caller_id, n.caller_kind, n.parent_key_id, n.issued_key_id,
    n.issued_principal_arn, n.issued_principal_id, n.issued_source_identity, n.expires_at, n.subject, n.issuer,
    n.error_code, n.ci_run_id
  ) then
  update set
    session_id = n.session_id, event_time = n.event_time, event_date = n.event_date, event_id = n.event_id,
    shared_event_id = n.shared_event_id, event_source = n.event_source, event_name = n.event_name,
    aws_region = n.aws_region, recipient_account_id = n.recipient_account_id, error_code = n.error_code,
    error_message = n.error_message, source_ip_address = n.source_ip_address, user_agent = n.user_agent,
    expires_at = n.expires_at, exchange_kind = n.exchange_kind, issued_key_id = n.issued_key_id,
    parent_key_id = n.parent_key_id, role_arn = n.role_arn, session_name = n.session_name,
    issued_principal_arn = n.issued_principal_arn, issued_principal_id = n.issued_principal_id,
    issued_source_identity = n.issued_source_identity, duration_seconds = n.duration_seconds, audience = n.audience,
    subject = n.subject, issuer = n.issuer, principal_tags = n.principal_tags,
    user_identity_type = n.user_identity_type, principal_id = n.principal_id, principal_arn = n.principal_arn,
    caller_account_id = n.caller_account_id, user_name = n.user_name, invoked_by = n.invoked_by,
    caller_role_arn = n.caller_role_arn, caller_session_name = n.caller_session_name,
    source_identity = n.source_identity, federated_provider = n.federated_provider, caller_kind = n.caller_kind,
    caller_id = n.caller_id, chain_hops = n.chain_hops, origin_kind = n.origin_kind,
    origin_subject = n.origin_subject, origin_issuer = n.origin_issuer, origin_key_id = n.origin_key_id,
    origin_principal = n.origin_principal, chain_depth = n.chain_depth, attribution = n.attribution,
    attribution_reason = n.attribution_reason, ci_platform = n.ci_platform, ci_organization = n.ci_organization,
    ci_repository = n.ci_repository, ci_repository_id = n.ci_repository_id, ci_ref_kind = n.ci_ref_kind,
    ci_ref = n.ci_ref, ci_environment = n.ci_environment, ci_workflow = n.ci_workflow, ci_trigger = n.ci_trigger,
    ci_phase = n.ci_phase, ci_run_id = n.ci_run_id, ci_run_id_source = n.ci_run_id_source,
    ci_parse_status = n.ci_parse_status, stable_subject = n.stable_subject, is_dirty = true
when not matched then
  insert (
    session_id, event_time, event_date, event_id, shared_event_id, event_source, event_name, aws_region,
    recipient_account_id, error_code, error_message, source_ip_address, user_agent, expires_at, exchange_kind,
    issued_key_id, parent_key_id, role_arn, session_name, issued_principal_arn, issued_principal_id,
    issued_source_identity, duration_seconds, audience, subject, issuer, principal_tags, user_identity_type,
    principal_id, principal_arn, caller_account_id, user_name, invoked_by, caller_role_arn, caller_session_name,
    source_identity, federated_provider, caller_kind, caller_id, chain_hops, origin_kind, origin_subject,
    origin_issuer, origin_key_id, origin_principal, chain_depth, attribution, attribution_reason, ci_platform,
    ci_organization, ci_repository, ci_repository_id, ci_ref_kind, ci_ref, ci_environment, ci_workflow, ci_trigger,
    ci_phase, ci_run_id, ci_run_id_source, ci_parse_status, stable_subject, is_dirty
  )
  values (
    n.session_id, n.event_time, n.event_date, n.event_id, n.shared_event_id, n.event_source, n.event_name,
    n.aws_region, n.recipient_account_id, n.error_code, n.error_message, n.source_ip_address, n.user_agent,
    n.expires_at, n.exchange_kind, n.issued_key_id, n.parent_key_id, n.role_arn, n.session_name,
    n.issued_principal_arn, n.issued_principal_id, n.issued_source_identity, n.duration_seconds, n.audience,
    n.subject, n.issuer, n.principal_tags, n.user_identity_type, n.principal_id, n.principal_arn,
    n.caller_account_id, n.user_name, n.invoked_by, n.caller_role_arn, n.caller_session_name, n.source_identity,
    n.federated_provider, n.caller_kind, n.caller_id, n.chain_hops, n.origin_kind, n.origin_subject,
    n.origin_issuer, n.origin_key_id, n.origin_principal, n.chain_depth, n.attribution, n.attribution_reason,
    n.ci_platform, n.ci_organization, n.ci_repository, n.ci_repository_id, n.ci_ref_kind, n.ci_ref,
    n.ci_environment, n.ci_workflow, n.ci_trigger, n.ci_phase, n.ci_run_id, n.ci_run_id_source, n.ci_parse_status,
    n.stable_subject, true
  )
