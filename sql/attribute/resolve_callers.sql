-- purpose:  The origin of each credential in use, carried over from the session that issued it; one pass of several.
-- grain:    one row per caller whose session is settled or missing (caller_id)
-- inputs:   callers, sessions
-- params:   :clock_skew_seconds bigint  (slack on both ends of a session's life), :chain_depth_max integer
-- outputs:  origin and CI columns, valid_from and valid_until of callers; changed rows are marked is_dirty
merge into callers t
using (
  select
    c.caller_id,
    date_add('second', -:clock_skew_seconds, s.event_time) as valid_from,
    date_add('second', :clock_skew_seconds, s.expires_at) as valid_until,
    case when s.chain_depth >= :chain_depth_max then 'unknown' else coalesce(s.origin_kind, c.caller_kind) end as origin_kind,
    case when s.chain_depth >= :chain_depth_max then cast(null as varchar) else s.origin_subject end as origin_subject,
    case
      when s.chain_depth >= :chain_depth_max then cast(null as varchar)
      when s.session_id is null and c.caller_kind = 'web_identity'
        then coalesce(regexp_extract(c.federated_provider, 'oidc-provider/(.+)$', 1), c.federated_provider)
      else s.origin_issuer
    end as origin_issuer,
    case when s.chain_depth >= :chain_depth_max then cast(null as varchar) else s.origin_key_id end as origin_key_id,
    case
      when s.chain_depth >= :chain_depth_max then cast(null as varchar)
      when s.session_id is null and c.user_identity_type in ('IAMUser', 'FederatedUser') then c.principal_arn
      when s.session_id is null and c.caller_kind in ('identity_center', 'console', 'root_user', 'saml') then c.principal_arn
      when s.session_id is null and c.caller_kind = 'external_account' then c.principal_id
      else s.origin_principal
    end as origin_principal,
    case when s.chain_depth >= :chain_depth_max then cast(null as integer) else s.chain_depth + 1 end as chain_depth,
    case
      when s.chain_depth >= :chain_depth_max then 'none'
      when s.session_id is null and c.caller_kind = 'root_user' then 'direct'
      when s.session_id is null and c.caller_kind = 'unknown' and c.user_identity_type not in ('IAMUser', 'FederatedUser') then 'none'
      when s.session_id is null then 'context'
      when s.attribution in ('context', 'none') then s.attribution
      when c.link_method = 'principal' then 'principal'
      when s.chain_depth = 0 then 'session'
      else 'chain'
    end as attribution,
    case
      when s.chain_depth >= :chain_depth_max then 'chain_too_deep'
      when s.session_id is null and c.caller_kind = 'root_user' then cast(null as varchar)
      when s.session_id is null then c.link_reason
      else s.attribution_reason
    end as attribution_reason,
    case when s.chain_depth < :chain_depth_max then s.ci_platform end as ci_platform,
    case when s.chain_depth < :chain_depth_max then s.ci_organization end as ci_organization,
    case when s.chain_depth < :chain_depth_max then s.ci_repository end as ci_repository,
    case when s.chain_depth < :chain_depth_max then s.ci_repository_id end as ci_repository_id,
    case when s.chain_depth < :chain_depth_max then s.ci_ref_kind end as ci_ref_kind,
    case when s.chain_depth < :chain_depth_max then s.ci_ref end as ci_ref,
    case when s.chain_depth < :chain_depth_max then s.ci_environment end as ci_environment,
    case when s.chain_depth < :chain_depth_max then s.ci_workflow end as ci_workflow,
    case when s.chain_depth < :chain_depth_max then s.ci_trigger end as ci_trigger,
    case when s.chain_depth < :chain_depth_max then s.ci_phase end as ci_phase,
    case when s.chain_depth < :chain_depth_max then s.ci_run_id end as ci_run_id,
    case when s.chain_depth < :chain_depth_max then s.ci_run_id_source end as ci_run_id_source,
    case when s.chain_depth < :chain_depth_max then s.ci_parse_status end as ci_parse_status,
    case when s.chain_depth < :chain_depth_max then s.stable_subject end as stable_subject
  from callers c
  left join sessions s on s.session_id = c.session_id
  where (c.is_dirty or s.is_dirty)
    and (c.session_id is null or s.origin_kind is not null)
) n
on t.caller_id = n.caller_id
when matched and (
  t.valid_from is distinct from n.valid_from
  or t.valid_until is distinct from n.valid_until
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
    valid_from = n.valid_from, valid_until = n.valid_until, origin_kind = n.origin_kind,
    origin_subject = n.origin_subject, origin_issuer = n.origin_issuer, origin_key_id = n.origin_key_id,
    origin_principal = n.origin_principal, chain_depth = n.chain_depth, attribution = n.attribution,
    attribution_reason = n.attribution_reason, ci_platform = n.ci_platform, ci_organization = n.ci_organization,
    ci_repository = n.ci_repository, ci_repository_id = n.ci_repository_id, ci_ref_kind = n.ci_ref_kind,
    ci_ref = n.ci_ref, ci_environment = n.ci_environment, ci_workflow = n.ci_workflow, ci_trigger = n.ci_trigger,
    ci_phase = n.ci_phase, ci_run_id = n.ci_run_id, ci_run_id_source = n.ci_run_id_source,
    ci_parse_status = n.ci_parse_status, stable_subject = n.stable_subject, is_dirty = true
