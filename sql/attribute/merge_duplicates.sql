-- purpose:  Staged rows whose event another staged row already is, so that both sides of the count can be compared.
-- grain:    one row per staged row that is not the first copy of its event (source_object, record_index)
-- inputs:   staged_events, staged_deliveries, calls, duplicates
-- params:   :slot_first varchar, :slot_last varchar  (closed staged slots, both included),
--           :event_date_first date, :event_date_last date  (days of the rows to take, with those on which copies can be)
-- outputs:  rows merged into duplicates; a copy that loses to one read later is added when that happens
merge into duplicates t
using (
  with chosen as (
    select d.source_object, min(d.batch_id) as batch_id
    from staged_deliveries d
    where d.slot between :slot_first and :slot_last
    group by d.source_object
  ),
  staged as (
    select s.event_date, s.event_id, s.recipient_account_id, s.source_object, s.record_index
    from staged_events s
    inner join chosen d on d.source_object = s.source_object and d.batch_id = s.batch_id
    where s.slot between :slot_first and :slot_last
      and s.event_date between :event_date_first and :event_date_last
  ),
  copies as (
    select event_date, event_id, recipient_account_id, source_object, record_index from staged
    union
    select c.event_date, c.event_id, c.recipient_account_id, c.source_object, c.record_index
    from calls c
    where c.event_date between :event_date_first and :event_date_last
      and c.event_id in (select event_id from staged)
  ),
  repeated as (
    select event_id, recipient_account_id
    from copies
    group by event_id, recipient_account_id
    having count(*) > 1
  ),
  ranked as (
    select
      c.event_date, c.event_id, c.recipient_account_id, c.source_object, c.record_index,
      row_number() over (
        partition by c.event_id, c.recipient_account_id order by c.source_object, c.record_index
      ) as copy_rank
    from copies c
    inner join repeated r
      on r.event_id = c.event_id and r.recipient_account_id is not distinct from c.recipient_account_id
  )
  select event_date, event_id, recipient_account_id, source_object, record_index from ranked where copy_rank > 1
) n
on t.source_object = n.source_object
  and t.record_index = n.record_index
  and t.event_date between :event_date_first and :event_date_last
when not matched then
  insert (event_date, event_id, recipient_account_id, source_object, record_index)
  values (n.event_date, n.event_id, n.recipient_account_id, n.source_object, n.record_index)
