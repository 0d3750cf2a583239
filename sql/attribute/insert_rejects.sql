-- purpose:  Records and objects that could not be read, with position, reason and a bounded excerpt.
-- grain:    one row per reject (source_object, record_index)
-- inputs:   staged_rejects, staged_deliveries, rejects
-- params:   :slot_first varchar, :slot_last varchar  (closed staged slots, both included)
-- outputs:  rows inserted into rejects
insert into rejects (
  source_object, record_index, byte_offset, reason, detail, event_id, excerpt, ingested_at
)
with ranked as (
  select
    s.source_object, s.record_index, s.byte_offset, s.reason, s.detail, s.event_id, s.excerpt, s.ingested_at,
    row_number() over (
      partition by s.source_object, s.record_index, s.byte_offset, s.reason order by s.ingested_at desc, s.batch_id
    ) as reading_rank
  from staged_rejects s
  where s.slot between :slot_first and :slot_last
    and s.source_object in (
      select d.source_object from staged_deliveries d where d.slot between :slot_first and :slot_last
    )
)
select
  source_object, record_index, byte_offset, reason, detail, event_id, excerpt, ingested_at
from ranked
where reading_rank = 1
