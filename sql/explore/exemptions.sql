-- purpose:  What does each exemption of the policy cover now, and until when?
-- grain:    one row per exemption (exemption_id)
-- inputs:   exemptions, findings
-- params:   :rows_max bigint
-- outputs:  rule varchar, reason varchar, owner varchar, until_at timestamp, findings_covered bigint, events bigint,
--           last_event_at timestamp, covered varchar (keys of findings)
select
  e.rule,
  e.reason,
  e.owner,
  e.until_at,
  count(f.finding_key) as findings_covered,
  coalesce(sum(f.event_count), 0) as events,
  max(f.last_event_at) as last_event_at,
  array_join(slice(array_sort(array_agg(distinct f.finding_key)), 1, 12), ', ') as covered
from exemptions e
left join findings f
  on f.rule = e.rule
  and f.state <> 'resolved'
  and (
    e.key_id_like is null
    or f.finding_key like e.key_id_like escape '\'
    or coalesce(f.resource like e.key_id_like escape '\', false)
  )
  and (e.actor_like is null or coalesce(f.actor like e.actor_like escape '\', false))
  and (e.account_like is null or coalesce(f.account_id like e.account_like escape '\', false))
  and (e.resource_like is null or coalesce(f.resource like e.resource_like escape '\', false))
group by e.exemption_id, e.rule, e.reason, e.owner, e.until_at
order by e.until_at, e.exemption_id
limit :rows_max
