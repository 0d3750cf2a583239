-- purpose:  What retention is about to remove, so that the books still balance when it is gone.
-- grain:    one row per day of events and day of removal (event_date, removed_on)
-- inputs:   calls, duplicates, removals
-- params:   :event_date_before date  (the first day that is kept), :removed_on date
-- outputs:  rows merged into removals; a run that is repeated before the removal writes the same
merge into removals t
using (
  with gone as (
    select c.event_date, 1 as calls, 0 as duplicates
    from calls c
    where c.event_date < :event_date_before
    union all
    select d.event_date, 0 as calls, 1 as duplicates
    from duplicates d
    where d.event_date < :event_date_before
  )
  select g.event_date, :removed_on as removed_on, sum(g.calls) as calls, sum(g.duplicates) as duplicates
  from gone g
  group by g.event_date
) n
on t.event_date = n.event_date and t.removed_on = n.removed_on
when matched then
  update set calls = greatest(t.calls, n.calls), duplicates = greatest(t.duplicates, n.duplicates)
when not matched then
  insert (event_date, removed_on, calls, duplicates)
  values (n.event_date, n.removed_on, n.calls, n.duplicates)
