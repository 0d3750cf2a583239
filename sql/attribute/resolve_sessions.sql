-- purpose:  The origin of each session that was obtained with another session's credential; one pass of several.
-- grain:    one row per session whose caller is settled (session_id)
-- inputs:   sessions, callers
-- outputs:  origin columns, CI columns and parent_session_id of sessions; changed rows are marked is_dirty
merge into sessions t
using (
  select
    s.session_id,
    case when s.event_time between c.valid_from and c.valid_until then c.session_id end as parent_session_id,
    case when c.session_id is null or s.event_time between c.valid_from and c.valid_until then c.origin_kind else s.caller_kind end as origin_kind,
    case when c.session_id is null or s.event_time between c.valid_from and c.valid_until then c.origin_subject else cast(null as varchar) end as origin_subject,
    case when c.session_id is null or s.event_time between c.valid_from and c.valid_until then c.origin_issuer else cast(null as varchar) end as origin_issuer,
    case when c.session_id is null or s.event_time between c.valid_from and c.valid_until then c.origin_key_id else cast(null as varchar) end as origin_key_id,
    case when c.session_id is null or s.event_time between c.valid_from and c.valid_until then c.origin_principal else cast(null as varchar) end as origin_principal,
    case when c.session_id is null or s.event_time between c.valid_from and c.valid_until then c.chain_depth else cast(null as integer) end as chain_depth,
    case when c.session_id is null or s.event_time between c.valid_from and c.valid_until then c.attribution else 'none' end as attribution,
    case when c.session_id is null or s.event_time between c.valid_from and c.valid_until then c.attribution_reason else 'outside_session_lifetime' end as attribution_reason,

    case when c.session_id is null or s.event_time between c.valid_from and c.valid_until then c.ci_platform end as ci_platform,
    case when c.session_id is null or s.event_time between c.valid_from and c.valid_until then c.ci_organization end as ci_organization,
    case when c.session_id is null or s.event_time between c.valid_from and c.valid_until then c.ci_repository end as ci_repository,
    case when c.session_id is null or s.event_time between c.valid_from and c.valid_until then c.ci_repository_id end as ci_repository_id,
    case when c.session_id is null or s.event_time between c.valid_from and c.valid_until then c.ci_ref_kind end as ci_ref_kind,
    case when c.session_id is null or s.event_time between c.valid_from and c.valid_until then c.ci_ref end as ci_ref,
    case when c.session_id is null or s.event_time between c.valid_from and c.valid_until then c.ci_environment end as ci_environment,
    case when c.session_id is null or s.event_time between c.valid_from and c.valid_until then c.ci_workflow end as ci_workflow,
    case when c.session_id is null or s.event_time between c.valid_from and c.valid_until then c.ci_trigger end as ci_trigger,
    case when c.session_id is null or s.event_time between c.valid_from and c.valid_until then c.ci_phase end as ci_phase,
    case when c.session_id is null or s.event_time between c.valid_from and c.valid_until then c.ci_run_id end as ci_run_id,
    case when c.session_id is null or s.event_time between c.valid_from and c.valid_until then c.ci_run_id_source end as ci_run_id_source,
    case when c.session_id is null or s.event_time between c.valid_from and c.valid_until then c.ci_parse_status end as ci_parse_status,
    case when c.session_id is null or s.event_time between c.valid_from and c.valid_until then c.stable_subject end as stable_subject
  from sessions s
  inner join callers c on c.caller_id = s.caller_id
  where (s.is_dirty or c.is_dirty) and c.origin_kind is not null
) n
on t.session_id = n.session_id
when matched and (
  t.parent_session_id is distinct from n.parent_session_id
  or t.origin_kind is distinct from n.origin_kind
  or t.origin_subject is distinct from n.origin_subject
  or t.origin_issuer is distinct from n.origin_issuer
  or t.origin_key_id is distinct from n.origin_key_id
  or t.origin_principal is distinct from n.origin_principal
  or t.chain_depth is distinct from n.chain_depth
  or t.attribution is distinct from n.attribution
  or t.attribution_reason is distinct from n.attribution_reason
  or t.ci_platform is distinct from n.ci_platform
  or t.ci_organization is distinct from n.ci_organization
  or t.ci_repository is distinct from n.ci_repository
  or t.ci_repository_id is distinct from n.ci_repository_id
  or t.ci_ref_kind is distinct from n.ci_ref_kind
  or t.ci_ref is distinct from n.ci_ref
  or t.ci_environment is distinct from n.ci_environment
  or t.ci_workflow is distinct from n.ci_workflow
  or t.ci_trigger is distinct from n.ci_trigger
  or t.ci_phase is distinct from n.ci_phase
  or t.ci_run_id is distinct from n.ci_run_id
  or t.ci_run_id_source is distinct from n.ci_run_id_source
  or t.ci_parse_status is distinct from n.ci_parse_status
  or t.stable_subject is distinct from n.stable_subject
) then
  update set
    parent_session_id = n.parent_session_id, origin_kind = n.origin_kind, origin_subject = n.origin_subject,
    origin_issuer = n.origin_issuer, origin_key_id = n.origin_key_id, origin_principal = n.origin_principal,
    chain_depth = n.chain_depth, attribution = n.attribution, attribution_reason = n.attribution_reason,
    ci_platform = n.ci_platform, ci_organization = n.ci_organization, ci_repository = n.ci_repository,
    ci_repository_id = n.ci_repository_id, ci_ref_kind = n.ci_ref_kind, ci_ref = n.ci_ref,
    ci_environment = n.ci_environment, ci_workflow = n.ci_workflow, ci_trigger = n.ci_trigger, ci_phase = n.ci_phase,
    ci_run_id = n.ci_run_id, ci_run_id_source = n.ci_run_id_source, ci_parse_status = n.ci_parse_status,
    stable_subject = n.stable_subject, is_dirty = true
