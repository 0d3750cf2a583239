-- purpose:  The credentials that the new calls were made with and that only an exchange can explain.
-- grain:    one row per credential seen in use (caller_id)
-- inputs:   staged_events, staged_deliveries, callers
-- params:   :slot_first varchar, :slot_last varchar  (closed staged slots, both included)
-- outputs:  rows merged into callers; new ones are marked is_dirty, known ones have their first and last use widened
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
    min(s.session_name) as session_name,
    min(s.session_created_at) as session_created_at,
    min(s.federated_provider) as federated_provider,
    min(s.caller_kind) as caller_kind,
    min(s.user_name) as user_name,
    count_if(s.invoked_by is not null) > 0 as via_service,
    min(s.event_time) as first_event_at,
    max(s.event_time) as last_event_at
  from staged_events s
  where s.caller_id is not null
    and s.slot between :slot_first and :slot_last
    and s.source_object in (
      select d.source_object from staged_deliveries d where d.slot between :slot_first and :slot_last
    )
  group by s.caller_id
) n
on t.caller_id = n.caller_id
when matched and (n.first_event_at < t.first_event_at or n.last_event_at > t.last_event_at) then
  update set
    first_event_at = least(t.first_event_at, n.first_event_at),
    last_event_at = greatest(t.last_event_at, n.last_event_at),
    is_dirty = true
when not matched then
  insert (
    caller_id, user_identity_type, access_key_id, principal_id, principal_arn, role_id, role_arn, session_name,
    session_created_at, federated_provider, caller_kind, user_name, via_service, first_event_at, last_event_at,
    is_dirty
  )
  values (
    n.caller_id, n.user_identity_type, n.access_key_id, n.principal_id, n.principal_arn, n.role_id, n.role_arn,
    n.session_name, n.session_created_at, n.federated_provider, n.caller_kind, n.user_name, n.via_service,
    n.first_event_at, n.last_event_at, true
  )
