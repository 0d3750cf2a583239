-- purpose:  The credentials that the new calls were made with and that only an exchange can explain.
-- grain:    one row per credential seen in use (caller_id)
-- inputs:   staged_events, staged_deliveries, callers
-- params:   :slot_first varchar, :slot_last varchar  (closed staged slots, both included),
--           :event_date_first date, :event_date_last date  (days of the rows to take, both included),
--           :near_first date, :near_last date  (days around them on which what they concern can lie, both included)
-- outputs:  rows merged into callers; new ones have no link yet, known ones have their first and last use widened;
--           one whose records name their subject has its answer at once
merge into callers t
using (
  select
    s.caller_id,
    min(s.user_identity_type) as user_identity_type,
    min(s.access_key_id) as access_key_id,
    min(s.principal_id) as principal_id,
    min(s.principal_arn) as principal_arn,
    min(s.role_id) as role_id,
    min(s.role_arn) as role_arn,
    min(s.issuer_arn) as issuer_arn,
    min(s.session_name) as session_name,
    min(s.session_created_at) as session_created_at,
    min(s.federated_provider) as federated_provider,
    min(s.source_identity) as source_identity,
    min(s.caller_kind) as caller_kind,
    min(s.user_name) as user_name,
    min(s.federated_subject) as federated_subject,
    min(s.federated_issuer) as federated_issuer,
    count_if(s.invoked_by is not null or s.console_session) > 0 as is_keyless,
    min(s.event_time) as first_event_at,
    max(s.event_time) as last_event_at,
    min(case when s.federated_subject is not null then 'web_identity' end) as origin_kind,
    min(s.federated_subject) as origin_subject,
    min(s.federated_issuer) as origin_issuer,
    min(case when s.federated_subject is not null then 1 end) as chain_depth,
    min(case when s.federated_subject is not null then 'direct' end) as attribution,
    min(case when s.federated_subject is not null then s.ci_platform end) as ci_platform,
    min(case when s.federated_subject is not null then s.ci_organization end) as ci_organization,
    min(case when s.federated_subject is not null then s.ci_repository end) as ci_repository,
    min(case when s.federated_subject is not null then s.ci_repository_id end) as ci_repository_id,
    min(case when s.federated_subject is not null then s.ci_ref_kind end) as ci_ref_kind,
    min(case when s.federated_subject is not null then s.ci_ref end) as ci_ref,
    min(case when s.federated_subject is not null then s.ci_environment end) as ci_environment,
    min(case when s.federated_subject is not null then s.ci_workflow end) as ci_workflow,
    min(case when s.federated_subject is not null then s.ci_trigger end) as ci_trigger,
    min(case when s.federated_subject is not null then s.ci_phase end) as ci_phase,
    min(case when s.federated_subject is not null then s.ci_run_id end) as ci_run_id,
    min(case when s.federated_subject is not null then s.ci_run_id_source end) as ci_run_id_source,
    min(case when s.federated_subject is not null then s.ci_parse_status end) as ci_parse_status,
    min(case when s.federated_subject is not null then s.stable_subject end) as stable_subject
  from staged_events s
  where s.caller_id is not null
    and s.slot between :slot_first and :slot_last
    and s.event_date between :event_date_first and :event_date_last
    and s.source_object in (
      select d.source_object from staged_deliveries d where d.slot between :slot_first and :slot_last
    )
  group by s.caller_id
) n
on t.caller_id = n.caller_id
  and t.first_event_at >= cast(:near_first as timestamp)
  and t.first_event_at < date_add('day', 1, cast(:near_last as timestamp))
when matched and (n.first_event_at < t.first_event_at or n.last_event_at > t.last_event_at) then
  update set
    first_event_at = least(t.first_event_at, n.first_event_at),
    last_event_at = greatest(t.last_event_at, n.last_event_at)
when not matched then
  insert (
    caller_id, user_identity_type, access_key_id, principal_id, principal_arn, role_id, role_arn, issuer_arn,
    session_name, session_created_at, federated_provider, source_identity, caller_kind, user_name,
    federated_subject, federated_issuer, is_keyless, first_event_at, last_event_at, origin_kind, origin_subject,
    origin_issuer, chain_depth, attribution, ci_platform, ci_organization, ci_repository, ci_repository_id,
    ci_ref_kind, ci_ref, ci_environment, ci_workflow, ci_trigger, ci_phase, ci_run_id, ci_run_id_source,
    ci_parse_status, stable_subject, chain_hops, is_dirty
  )
  values (
    n.caller_id, n.user_identity_type, n.access_key_id, n.principal_id, n.principal_arn, n.role_id, n.role_arn,
    n.issuer_arn, n.session_name, n.session_created_at, n.federated_provider, n.source_identity, n.caller_kind,
    n.user_name, n.federated_subject, n.federated_issuer, n.is_keyless, n.first_event_at, n.last_event_at,
    n.origin_kind, n.origin_subject, n.origin_issuer, n.chain_depth, n.attribution, n.ci_platform,
    n.ci_organization, n.ci_repository, n.ci_repository_id, n.ci_ref_kind, n.ci_ref, n.ci_environment,
    n.ci_workflow, n.ci_trigger, n.ci_phase, n.ci_run_id, n.ci_run_id_source, n.ci_parse_status, n.stable_subject,
    0, false
  )
