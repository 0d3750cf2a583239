-- purpose:  The origin of each credential in use, carried over from the session that issued it; one pass of several.
-- grain:    one row per caller whose session is settled or missing (caller_id)
-- inputs:   callers, sessions
-- params:   :clock_skew_seconds bigint  (slack on both ends of a session's life), :chain_hops_max integer,
--           :caller_date_first date, :caller_date_last date  (days on which these callers were first used),
--           :session_date_first date, :session_date_last date  (days of the sessions that issued them; all included),
--           :pass varchar  (this pass of this run)
-- outputs:  origin and CI columns, chain_hops, valid_from and valid_until of callers; is_dirty where an answer changes, and changed_in
merge into callers t
using (
  select
    c.caller_id,
    date_add('second', -:clock_skew_seconds, i.event_time) as valid_from,
    date_add('second', :clock_skew_seconds, i.expires_at) as valid_until,
    case when i.session_id is null then 0 else least(i.chain_hops, :chain_hops_max) + 1 end as chain_hops,
    case
      when s.session_id is not null then s.origin_kind
      when c.session_id is not null then 'unknown'
      else c.caller_kind
    end as origin_kind,
    s.origin_subject,
    case
      when c.session_id is null and c.caller_kind = 'web_identity'
        then coalesce(regexp_extract(c.federated_provider, 'oidc-provider/(.+)$', 1), c.federated_provider)
      else s.origin_issuer
    end as origin_issuer,
    s.origin_key_id,
    case
      when c.session_id is not null then s.origin_principal
      when c.user_identity_type = 'IAMUser' then c.principal_arn
      when c.user_identity_type = 'FederatedUser' then coalesce(c.issuer_arn, c.principal_arn)
      when c.caller_kind in ('identity_center', 'console', 'root_user', 'saml') then c.principal_arn
      when c.caller_kind = 'external_account' then c.principal_id
      else c.source_identity
    end as origin_principal,
    s.chain_depth + 1 as chain_depth,
    case
      when s.attribution in ('context', 'none') then s.attribution
      when s.session_id is not null and c.link_method = 'principal' then 'principal'
      when s.session_id is not null and s.chain_depth = 0 then 'session'
      when s.session_id is not null then 'chain'
      when c.session_id is not null then 'none'
      when c.caller_kind <> 'unknown' then 'context'
      when c.user_identity_type in ('IAMUser', 'FederatedUser') or c.source_identity is not null then 'context'
      else 'none'
    end as attribution,
    case
      when s.session_id is not null then s.attribution_reason
      when c.session_id is not null then 'chain_too_deep'
      else c.link_reason
    end as attribution_reason,
    s.ci_platform, s.ci_organization, s.ci_repository, s.ci_repository_id, s.ci_ref_kind, s.ci_ref,
    s.ci_environment, s.ci_workflow, s.ci_trigger, s.ci_phase, s.ci_run_id, s.ci_run_id_source, s.ci_parse_status,
    s.stable_subject
  from callers c
  -- The session that issued the credential, and the same where it is near enough to its root to be believed.
  left join sessions i
    on i.session_id = c.session_id
    and i.event_date between :session_date_first and :session_date_last
  left join sessions s
    on s.session_id = c.session_id
    and s.event_date between :session_date_first and :session_date_last
    and s.chain_hops < :chain_hops_max
  where (c.is_dirty or c.origin_kind is null or i.is_dirty)
    and c.first_event_at >= cast(:caller_date_first as timestamp)
    and c.first_event_at < date_add('day', 1, cast(:caller_date_last as timestamp))
    and c.federated_subject is null
    and (c.session_id is null or i.origin_kind is not null)
) n
on t.caller_id = n.caller_id
  and t.first_event_at >= cast(:caller_date_first as timestamp)
  and t.first_event_at < date_add('day', 1, cast(:caller_date_last as timestamp))
when matched and (
    t.valid_from, t.valid_until, t.chain_hops, t.origin_kind, t.origin_subject, t.origin_issuer, t.origin_key_id,
    t.origin_principal, t.chain_depth, t.attribution, t.attribution_reason, t.ci_platform, t.ci_organization,
    t.ci_repository, t.ci_repository_id, t.ci_ref_kind, t.ci_ref, t.ci_environment, t.ci_workflow, t.ci_trigger,
    t.ci_phase, t.ci_run_id, t.ci_run_id_source, t.ci_parse_status, t.stable_subject
  ) is distinct from (
    n.valid_from, n.valid_until, n.chain_hops, n.origin_kind, n.origin_subject, n.origin_issuer, n.origin_key_id,
    n.origin_principal, n.chain_depth, n.attribution, n.attribution_reason, n.ci_platform, n.ci_organization,
    n.ci_repository, n.ci_repository_id, n.ci_ref_kind, n.ci_ref, n.ci_environment, n.ci_workflow, n.ci_trigger,
    n.ci_phase, n.ci_run_id, n.ci_run_id_source, n.ci_parse_status, n.stable_subject
  ) then
  update set
    valid_from = n.valid_from, valid_until = n.valid_until, chain_hops = n.chain_hops, origin_kind = n.origin_kind,
    origin_subject = n.origin_subject, origin_issuer = n.origin_issuer, origin_key_id = n.origin_key_id,
    origin_principal = n.origin_principal, chain_depth = n.chain_depth, attribution = n.attribution,
    attribution_reason = n.attribution_reason, ci_platform = n.ci_platform, ci_organization = n.ci_organization,
    ci_repository = n.ci_repository, ci_repository_id = n.ci_repository_id, ci_ref_kind = n.ci_ref_kind,
    ci_ref = n.ci_ref, ci_environment = n.ci_environment, ci_workflow = n.ci_workflow, ci_trigger = n.ci_trigger,
    ci_phase = n.ci_phase, ci_run_id = n.ci_run_id, ci_run_id_source = n.ci_run_id_source,
    ci_parse_status = n.ci_parse_status, stable_subject = n.stable_subject, is_dirty = t.origin_kind is not null,
    changed_in = :pass
