-- purpose:  Credentials whose session may have been another one: its recorded event gave way, or a copy tells it differently.
-- grain:    one row per caller that names such a session (caller_id)
-- inputs:   callers, sessions, exchanges
-- params:   :event_date_first date, :event_date_last date  (days on which copies of the new events can be),
--           :near_first date, :near_last date  (days around them on which what they concern can lie, both included)
-- outputs:  session_id, link_method and link_reason of callers, set back so that they are linked anew
update callers
set session_id = null, link_method = null, link_reason = null
where first_event_at >= cast(:near_first as timestamp)
  and first_event_at < date_add('day', 1, cast(:near_last as timestamp))
  and (
    session_id in (
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
  )
