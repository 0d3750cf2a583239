-- purpose:  The session that issued each credential, found once for all calls made with it.
-- grain:    one row per caller that is new or whose candidate sessions changed (caller_id)
-- inputs:   callers, sessions
-- params:   :clock_skew_seconds bigint  (how far a session's creation date may lie from its exchange),
--           :near_first date, :near_last date  (days on which what a run concerns can lie, both included)
-- outputs:  session_id, link_method (session, principal) and link_reason of callers; is_dirty where an answer changes
merge into callers t
using (
  with changed as (
    select issued_key_id, issued_principal_arn, issued_principal_id from sessions
    where is_dirty and event_date between :near_first and :near_last
  ),
  affected as (
    select
      c.caller_id, c.access_key_id, c.principal_arn, c.principal_id, c.role_id, c.session_created_at,
      c.source_identity, c.is_keyless, c.first_event_at, c.last_event_at
    from callers c
    where c.federated_subject is null
      and c.first_event_at >= cast(:near_first as timestamp)
      and c.first_event_at < date_add('day', 1, cast(:near_last as timestamp))
      and (
        (c.link_method is null and c.link_reason is null)
        or c.access_key_id in (select d.issued_key_id from changed d where d.issued_key_id is not null)
        or c.principal_arn in (select d.issued_principal_arn from changed d where d.issued_principal_arn is not null)
        or c.principal_id in (select d.issued_principal_id from changed d where d.issued_principal_id is not null)
      )
  ),
  -- A key id is unique in AWS, but not in anonymised or tampered logs: what else is known must not contradict it.
  -- Exchanges with the same mark have the same origin: which of them it was makes no difference to the answer.
  key_claims as (
    select
      a.caller_id,
      s.session_id,
      row(
        s.caller_kind, s.caller_id, s.issuer, s.subject, s.parent_key_id, s.invoked_by, s.principal_arn,
        s.principal_id, s.caller_account_id, s.ci_run_id, case when s.caller_id is not null then s.event_time end
      ) as origin_mark,
      not (
        coalesce(a.principal_arn <> s.issued_principal_arn, false)
        or coalesce(a.role_id <> split_part(s.issued_principal_id, ':', 1), false)
        or coalesce(a.source_identity <> s.issued_source_identity, false)
        or coalesce(abs(date_diff('second', s.event_time, a.session_created_at)) > :clock_skew_seconds, false)
      ) as is_consistent,
      coalesce(a.session_created_at = s.event_time, false)
        and coalesce(a.principal_arn = s.issued_principal_arn, false) as is_exact
    from affected a
    inner join sessions s
      on s.issued_key_id = a.access_key_id
      and s.event_date between :near_first and :near_last
    where s.error_code is null
  ),
  by_key as (
    select
      caller_id,
      count(*) as claims,
      count_if(is_consistent) as consistent_claims,
      count(distinct case when is_consistent and is_exact then origin_mark end) as exact_origins,
      min(case when is_consistent then session_id end) as consistent_session_id,
      min(case when is_consistent and is_exact then session_id end) as exact_session_id
    from key_claims
    group by caller_id
  ),
  -- Calls that a service makes for a session carry no key, or one of the service's own; so do those of the console.
  principal_claims as (
    select
      a.caller_id,
      s.session_id,
      row(
        s.caller_kind, s.caller_id, s.issuer, s.subject, s.parent_key_id, s.invoked_by, s.principal_arn,
        s.principal_id, s.caller_account_id, s.ci_run_id, case when s.caller_id is not null then s.event_time end
      ) as origin_mark
    from affected a
    inner join sessions s
      on s.issued_principal_arn = a.principal_arn
      and s.event_date between :near_first and :near_last
    where (a.access_key_id is null or a.is_keyless)
      and s.error_code is null
      and not coalesce(a.role_id <> split_part(s.issued_principal_id, ':', 1), false)
      and not coalesce(a.source_identity <> s.issued_source_identity, false)
      and case
        when a.session_created_at is not null then a.session_created_at = s.event_time
        else s.event_time <= a.last_event_at and s.expires_at >= a.first_event_at
      end
    union all
    select
      a.caller_id,
      s.session_id,
      row(
        s.caller_kind, s.caller_id, s.issuer, s.subject, s.parent_key_id, s.invoked_by, s.principal_arn,
        s.principal_id, s.caller_account_id, s.ci_run_id, case when s.caller_id is not null then s.event_time end
      ) as origin_mark
    from affected a
    inner join sessions s
      on s.issued_principal_id = a.principal_id
      and s.event_date between :near_first and :near_last
    where a.access_key_id is null
      and a.principal_arn is null
      and s.error_code is null
      and not coalesce(a.source_identity <> s.issued_source_identity, false)
      and case
        when a.session_created_at is not null then a.session_created_at = s.event_time
        else s.event_time <= a.last_event_at and s.expires_at >= a.first_event_at
      end
  ),
  by_principal as (
    select caller_id, count(distinct origin_mark) as origins, min(session_id) as session_id
    from principal_claims
    group by caller_id
  )
  select
    a.caller_id,
    case
      when k.claims = 1 then k.consistent_session_id
      when k.claims > 1 and k.exact_origins = 1 then k.exact_session_id
      when k.claims is null and p.origins = 1 then p.session_id
    end as session_id,
    case
      when k.claims = 1 and k.consistent_claims = 1 then 'session'
      when k.claims > 1 and k.exact_origins = 1 then 'session'
      when k.claims is null and p.origins = 1 then 'principal'
    end as link_method,
    case
      when k.claims = 1 and k.consistent_claims = 1 then cast(null as varchar)
      when k.claims = 1 then 'key_contradicts_exchange'
      when k.claims > 1 and k.exact_origins = 1 then cast(null as varchar)
      when k.claims > 1 then 'ambiguous_key'
      when p.origins = 1 then cast(null as varchar)
      when p.origins > 1 then 'ambiguous_principal'
      else 'exchange_not_found'
    end as link_reason
  from affected a
  left join by_key k on k.caller_id = a.caller_id
  left join by_principal p on p.caller_id = a.caller_id
) n
on t.caller_id = n.caller_id
  and t.first_event_at >= cast(:near_first as timestamp)
  and t.first_event_at < date_add('day', 1, cast(:near_last as timestamp))
when matched and (t.session_id, t.link_method, t.link_reason) is distinct from (n.session_id, n.link_method, n.link_reason) then
  update set
    session_id = n.session_id, link_method = n.link_method, link_reason = n.link_reason,
    is_dirty = t.origin_kind is not null
