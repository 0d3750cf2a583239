-- purpose:  Earlier calls whose credential has a better answer since, because its exchange came late or was contradicted.
-- grain:    one row per call to mend (event_id, recipient_account_id)
-- inputs:   calls, callers
-- params:   :event_date_first date, :event_date_last date  (days on which such a credential was used, both included)
-- outputs:  origin columns, CI columns and session_id of calls, where they differ
merge into calls t
using (
  select
    k.event_id, k.recipient_account_id, k.event_date,
    a.session_id,
    coalesce(a.origin_kind, k.caller_kind) as origin_kind,
    a.origin_subject, a.origin_issuer, a.origin_key_id, a.origin_principal, a.chain_depth,
    coalesce(a.attribution, 'none') as attribution,
    case when a.caller_id is null then 'outside_session_lifetime' else a.attribution_reason end as attribution_reason,
    a.ci_platform, a.ci_organization, a.ci_repository, a.ci_repository_id, a.ci_ref_kind, a.ci_ref,
    a.ci_environment, a.ci_workflow, a.ci_trigger, a.ci_phase, a.ci_run_id, a.ci_run_id_source, a.ci_parse_status,
    a.stable_subject
  from calls k
  inner join callers c on c.caller_id = k.caller_id
  left join callers a
    on a.caller_id = k.caller_id
    and a.last_event_at >= cast(:event_date_first as timestamp)
    and a.first_event_at < date_add('day', 1, cast(:event_date_last as timestamp))
    and k.event_time >= coalesce(a.valid_from, timestamp '0001-01-01 00:00:00')
    and k.event_time <= coalesce(a.valid_until, timestamp '9999-12-31 23:59:59')
  where c.is_dirty
    and c.last_event_at >= cast(:event_date_first as timestamp)
    and c.first_event_at < date_add('day', 1, cast(:event_date_last as timestamp))
    and k.event_date between :event_date_first and :event_date_last
) n
on t.event_id = n.event_id
  and t.recipient_account_id is not distinct from n.recipient_account_id
  and t.event_date = n.event_date
  and t.event_date between :event_date_first and :event_date_last
when matched and (
    t.session_id, t.origin_kind, t.origin_subject, t.origin_issuer, t.origin_key_id, t.origin_principal,
    t.chain_depth, t.attribution, t.attribution_reason, t.ci_platform, t.ci_organization, t.ci_repository,
    t.ci_repository_id, t.ci_ref_kind, t.ci_ref, t.ci_environment, t.ci_workflow, t.ci_trigger, t.ci_phase,
    t.ci_run_id, t.ci_run_id_source, t.ci_parse_status, t.stable_subject
  ) is distinct from (
    n.session_id, n.origin_kind, n.origin_subject, n.origin_issuer, n.origin_key_id, n.origin_principal,
    n.chain_depth, n.attribution, n.attribution_reason, n.ci_platform, n.ci_organization, n.ci_repository,
    n.ci_repository_id, n.ci_ref_kind, n.ci_ref, n.ci_environment, n.ci_workflow, n.ci_trigger, n.ci_phase,
    n.ci_run_id, n.ci_run_id_source, n.ci_parse_status, n.stable_subject
  ) then
  update set
    session_id = n.session_id, origin_kind = n.origin_kind, origin_subject = n.origin_subject,
    origin_issuer = n.origin_issuer, origin_key_id = n.origin_key_id, origin_principal = n.origin_principal,
    chain_depth = n.chain_depth, attribution = n.attribution, attribution_reason = n.attribution_reason,
    ci_platform = n.ci_platform, ci_organization = n.ci_organization, ci_repository = n.ci_repository,
    ci_repository_id = n.ci_repository_id, ci_ref_kind = n.ci_ref_kind, ci_ref = n.ci_ref,
    ci_environment = n.ci_environment, ci_workflow = n.ci_workflow, ci_trigger = n.ci_trigger,
    ci_phase = n.ci_phase, ci_run_id = n.ci_run_id, ci_run_id_source = n.ci_run_id_source,
    ci_parse_status = n.ci_parse_status, stable_subject = n.stable_subject
