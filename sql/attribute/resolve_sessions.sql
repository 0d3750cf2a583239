-- purpose:  The origin of each session that was obtained with another session's credential; one pass of several.
-- grain:    one row per session whose caller is settled (session_id)
-- inputs:   sessions, callers
-- params:   :caller_date_first date, :caller_date_last date  (days on which the callers were first used),
--           :session_date_first date, :session_date_last date  (days of these sessions; all included),
--           :pass varchar  (this pass of this run)
-- outputs:  origin columns, CI columns, chain_hops and parent_session_id of sessions; changed rows are marked is_dirty and changed_in
merge into sessions t
using (
  select
    s.session_id,
    a.session_id as parent_session_id,
    coalesce(a.chain_hops, 0) as chain_hops,
    coalesce(a.origin_kind, s.caller_kind) as origin_kind,
    a.origin_subject, a.origin_issuer, a.origin_key_id, a.origin_principal, a.chain_depth,
    coalesce(a.attribution, 'none') as attribution,
    case when a.caller_id is null then 'outside_session_lifetime' else a.attribution_reason end as attribution_reason,
    a.ci_platform, a.ci_organization, a.ci_repository, a.ci_repository_id, a.ci_ref_kind, a.ci_ref,
    a.ci_environment, a.ci_workflow, a.ci_trigger, a.ci_phase, a.ci_run_id, a.ci_run_id_source, a.ci_parse_status,
    a.stable_subject
  from sessions s
  inner join callers c on c.caller_id = s.caller_id
  -- The answer of the credential that asked, where it holds at that time.
  left join callers a
    on a.caller_id = s.caller_id
    and a.first_event_at >= cast(:caller_date_first as timestamp)
    and a.first_event_at < date_add('day', 1, cast(:caller_date_last as timestamp))
    and s.event_time >= coalesce(a.valid_from, timestamp '0001-01-01 00:00:00')
    and s.event_time <= coalesce(a.valid_until, timestamp '9999-12-31 23:59:59')
  where (s.is_dirty or c.is_dirty)
    and c.origin_kind is not null
    and s.event_date between :session_date_first and :session_date_last
    and c.first_event_at >= cast(:caller_date_first as timestamp)
    and c.first_event_at < date_add('day', 1, cast(:caller_date_last as timestamp))
) n
on t.session_id = n.session_id
  and t.event_date between :session_date_first and :session_date_last
when matched and (
    t.parent_session_id, t.chain_hops, t.origin_kind, t.origin_subject, t.origin_issuer, t.origin_key_id,
    t.origin_principal, t.chain_depth, t.attribution, t.attribution_reason, t.ci_platform, t.ci_organization,
    t.ci_repository, t.ci_repository_id, t.ci_ref_kind, t.ci_ref, t.ci_environment, t.ci_workflow, t.ci_trigger,
    t.ci_phase, t.ci_run_id, t.ci_run_id_source, t.ci_parse_status, t.stable_subject
  ) is distinct from (
    n.parent_session_id, n.chain_hops, n.origin_kind, n.origin_subject, n.origin_issuer, n.origin_key_id,
    n.origin_principal, n.chain_depth, n.attribution, n.attribution_reason, n.ci_platform, n.ci_organization,
    n.ci_repository, n.ci_repository_id, n.ci_ref_kind, n.ci_ref, n.ci_environment, n.ci_workflow, n.ci_trigger,
    n.ci_phase, n.ci_run_id, n.ci_run_id_source, n.ci_parse_status, n.stable_subject
  ) then
  update set
    parent_session_id = n.parent_session_id, chain_hops = n.chain_hops, origin_kind = n.origin_kind,
    origin_subject = n.origin_subject, origin_issuer = n.origin_issuer, origin_key_id = n.origin_key_id,
    origin_principal = n.origin_principal, chain_depth = n.chain_depth, attribution = n.attribution,
    attribution_reason = n.attribution_reason, ci_platform = n.ci_platform, ci_organization = n.ci_organization,
    ci_repository = n.ci_repository, ci_repository_id = n.ci_repository_id, ci_ref_kind = n.ci_ref_kind,
    ci_ref = n.ci_ref, ci_environment = n.ci_environment, ci_workflow = n.ci_workflow, ci_trigger = n.ci_trigger,
    ci_phase = n.ci_phase, ci_run_id = n.ci_run_id, ci_run_id_source = n.ci_run_id_source,
    ci_parse_status = n.ci_parse_status, stable_subject = n.stable_subject, is_dirty = true, changed_in = :pass
