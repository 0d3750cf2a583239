-- purpose:  Staged rows whose event another staged row already is, so that both sides of the count can be compared.
-- grain:    one row per staged row that is not the first copy of its event (source_object, record_index)
-- inputs:   staged_events, staged_deliveries, calls, duplicates
-- params:   :slot_first varchar, :slot_last varchar  (closed staged slots, both included)
-- outputs:  rows merged into duplicates; a copy that loses to one read later is added when that happens
merge into duplicates t
using (
  with staged as (
    select s.event_id, s.recipient_account_id, s.source_object, s.record_index
    from staged_events s
    where s.slot between :slot_first and :slot_last
      and s.source_object in (
        select d.source_object from staged_deliveries d where d.slot between :slot_first and :slot_last
      )
  ),
  copies as (
    select event_id, recipient_account_id, source_object, record_index from staged
    union
    select c.event_id, c.recipient_account_id, c.source_object, c.record_index
    from calls c
    where c.event_id in (select event_id from staged)
  ),
  ranked as (
    select
      event_id, recipient_account_id, source_object, record_index,
      row_number() over (
        partition by event_id, recipient_account_id order by source_object, record_index
      ) as copy_rank
    from copies
  )
  select event_id, recipient_account_id, source_object, record_index from ranked where copy_rank > 1
) n
on t.source_object = n.source_object and t.record_index = n.record_index
when not matched then
  insert (event_id, recipient_account_id, source_object, record_index)
  values (n.event_id, n.recipient_account_id, n.source_object, n.record_index)
