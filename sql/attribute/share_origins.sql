-- purpose:  The origin of a call that another account made here, taken from the copy in the account that made it.
-- grain:    one row per cross-account copy whose other copy is known (event_id, recipient_account_id)
-- inputs:   calls
-- params:   :event_date_first date, :event_date_last date  (days touched by this run, both included)
-- outputs:  origin columns, CI columns and session_id of calls, where they differ
merge into calls t
using (
  with known as (
    select
      a.shared_event_id, a.event_date,
      a.origin_kind, a.origin_subject, a.origin_issuer, a.origin_key_id, a.origin_principal, a.chain_depth,
      a.attribution, a.attribution_reason, a.ci_platform, a.ci_organization, a.ci_repository, a.ci_repository_id,
      a.ci_ref_kind, a.ci_ref, a.ci_environment, a.ci_workflow, a.ci_trigger, a.ci_phase, a.ci_run_id,
      a.ci_run_id_source, a.ci_parse_status, a.stable_subject, a.session_id,
      row_number() over (
        partition by a.shared_event_id, a.event_date order by a.event_id, a.recipient_account_id
      ) as copy_rank
    from calls a
    where a.shared_event_id is not null
      and a.user_identity_type <> 'AWSAccount'
      and a.event_date between :event_date_first and :event_date_last
  )
  select
    b.event_id, b.recipient_account_id, b.event_date,
    k.origin_kind, k.origin_subject, k.origin_issuer, k.origin_key_id, k.origin_principal, k.chain_depth,
    case when k.attribution in ('context', 'none') then k.attribution else 'shared_event' end as attribution,
    k.attribution_reason,
    k.ci_platform, k.ci_organization, k.ci_repository, k.ci_repository_id, k.ci_ref_kind, k.ci_ref, k.ci_environment,
    k.ci_workflow, k.ci_trigger, k.ci_phase, k.ci_run_id, k.ci_run_id_source, k.ci_parse_status, k.stable_subject,
    k.session_id
  from calls b
  inner join known k on k.shared_event_id = b.shared_event_id and k.event_date = b.event_date and k.copy_rank = 1
  where b.user_identity_type = 'AWSAccount'
    and b.event_date between :event_date_first and :event_date_last
) n
on t.event_id = n.event_id
  and t.recipient_account_id is not distinct from n.recipient_account_id
  and t.event_date = n.event_date
when matched and (
  t.session_id is distinct from n.session_id
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
    session_id = n.session_id, origin_kind = n.origin_kind, origin_subject = n.origin_subject,
    origin_issuer = n.origin_issuer, origin_key_id = n.origin_key_id, origin_principal = n.origin_principal,
    chain_depth = n.chain_depth, attribution = n.attribution, attribution_reason = n.attribution_reason,
    ci_platform = n.ci_platform, ci_organization = n.ci_organization, ci_repository = n.ci_repository,
    ci_repository_id = n.ci_repository_id, ci_ref_kind = n.ci_ref_kind, ci_ref = n.ci_ref,
    ci_environment = n.ci_environment, ci_workflow = n.ci_workflow, ci_trigger = n.ci_trigger, ci_phase = n.ci_phase,
    ci_run_id = n.ci_run_id, ci_run_id_source = n.ci_run_id_source, ci_parse_status = n.ci_parse_status,
    stable_subject = n.stable_subject
