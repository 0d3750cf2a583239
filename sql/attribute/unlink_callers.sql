-- purpose:  Credentials whose session may have been another one: its recorded event gave way, or a copy tells it differently.
-- grain:    one row per caller that names such a session (caller_id)
-- inputs:   callers, sessions, exchanges
-- params:   :event_date_first date, :event_date_last date  (days on which copies of the new events can be)
-- outputs:  session_id, link_method and link_reason of callers, set back so that they are linked anew
update callers
set session_id = null, link_method = null, link_reason = null
where session_id in (
    select s.session_id
    from sessions s
    where s.event_date between :event_date_first and :event_date_last
      and s.session_id not in (
        select e.session_id from exchanges e where e.event_date between :event_date_first and :event_date_last
      )
  )
  or access_key_id in (
    select s.issued_key_id
    from sessions s
    left join exchanges e
      on e.session_id = s.session_id and e.event_date between :event_date_first and :event_date_last
    where s.event_date between :event_date_first and :event_date_last
      and s.issued_key_id is not null
      and coalesce(e.issued_key_id <> s.issued_key_id, e.session_id is null)
  )
  or principal_arn in (
    select s.issued_principal_arn
    from sessions s
    left join exchanges e
      on e.session_id = s.session_id and e.event_date between :event_date_first and :event_date_last
    where s.event_date between :event_date_first and :event_date_last
      and s.issued_principal_arn is not null
      and coalesce(e.issued_principal_arn <> s.issued_principal_arn, e.session_id is null)
  )
  or principal_id in (
    select s.issued_principal_id
    from sessions s
    left join exchanges e
      on e.session_id = s.session_id and e.event_date between :event_date_first and :event_date_last
    where s.event_date between :event_date_first and :event_date_last
      and s.issued_principal_id is not null
      and coalesce(e.issued_principal_id <> s.issued_principal_id, e.session_id is null)
  )
