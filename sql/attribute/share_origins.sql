-- purpose:  The origin of a call that another account made here, taken from the copy in the account that made it.
-- grain:    one row per cross-account copy whose other copy is known (event_id, recipient_account_id)
-- inputs:   staged_events, callers, calls
-- params:   :slot_first varchar, :slot_last varchar  (closed staged slots, both included),
--           :event_date_first date, :event_date_last date  (days touched by this run, both included)
-- outputs:  origin columns, CI columns and session_id of calls, where they differ
merge into calls t
using (
  with touched as (
    select s.shared_event_id
    from staged_events s
    where s.shared_event_id is not null
      and s.slot between :slot_first and :slot_last
      and s.event_date between :event_date_first and :event_date_last
    union
    select k.shared_event_id
    from calls k
    inner join callers c on c.caller_id = k.caller_id
    where c.is_dirty
      and c.last_event_at >= cast(:event_date_first as timestamp)
      and c.first_event_at < date_add('day', 1, cast(:event_date_last as timestamp))
      and k.shared_event_id is not null
      and k.event_date between :event_date_first and :event_date_last
  ),
  copies as (
    select
      a.event_id, a.recipient_account_id, a.event_date, a.event_time, a.shared_event_id, a.user_identity_type,
      a.session_id,
      a.origin_kind, a.origin_subject, a.origin_issuer, a.origin_key_id, a.origin_principal, a.chain_depth,
      a.attribution, a.attribution_reason, a.ci_platform, a.ci_organization, a.ci_repository, a.ci_repository_id,
      a.ci_ref_kind, a.ci_ref, a.ci_environment, a.ci_workflow, a.ci_trigger, a.ci_phase, a.ci_run_id,
      a.ci_run_id_source, a.ci_parse_status, a.stable_subject
    from calls a
    where a.shared_event_id in (select shared_event_id from touched)
      and a.event_date between :event_date_first and :event_date_last
  ),
  known as (
    select
      event_time, shared_event_id, session_id,
      origin_kind, origin_subject, origin_issuer, origin_key_id, origin_principal, chain_depth, attribution,
      attribution_reason, ci_platform, ci_organization, ci_repository, ci_repository_id, ci_ref_kind, ci_ref,
      ci_environment, ci_workflow, ci_trigger, ci_phase, ci_run_id, ci_run_id_source, ci_parse_status,
      stable_subject,
      row_number() over (
        partition by shared_event_id, event_time order by event_id, recipient_account_id
      ) as copy_rank
    from copies
    where user_identity_type is distinct from 'AWSAccount'
  )
  select
    b.event_id, b.recipient_account_id, b.event_date, k.session_id,
    k.origin_kind, k.origin_subject, k.origin_issuer, k.origin_key_id, k.origin_principal, k.chain_depth,
    case when k.attribution in ('context', 'none') then k.attribution else 'shared_event' end as attribution,
    k.attribution_reason,
    k.ci_platform, k.ci_organization, k.ci_repository, k.ci_repository_id, k.ci_ref_kind, k.ci_ref,
    k.ci_environment, k.ci_workflow, k.ci_trigger, k.ci_phase, k.ci_run_id, k.ci_run_id_source, k.ci_parse_status,
    k.stable_subject
  from copies b
  inner join known k on k.shared_event_id = b.shared_event_id and k.event_time = b.event_time and k.copy_rank = 1
  where b.user_identity_type = 'AWSAccount'
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
