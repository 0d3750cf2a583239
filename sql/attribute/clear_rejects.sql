-- purpose:  Room for the rejects of objects that are read anew, so that a second reading replaces the first.
-- grain:    one row per reject of an object in the slots (source_object, record_index)
-- inputs:   rejects, staged_deliveries
-- params:   :slot_first varchar, :slot_last varchar  (closed staged slots, both included)
-- outputs:  rows deleted from rejects
delete from rejects
where source_object in (
  select d.source_object from staged_deliveries d where d.slot between :slot_first and :slot_last
)
