-- purpose:  Exemptions of the policy that are past their date, or cover nothing that is still there.
-- grain:    one row per exemption (finding_key is its id, which follows from what it says)
-- inputs:   exemptions, findings
-- params:   :window_end_at timestamp  (UTC, end excluded)
-- outputs:  finding columns + severity varchar, owner varchar, exempted_rule varchar, matches varchar, reason varchar,
--           until_at timestamp, findings_covered bigint, is_past boolean, event_ids varchar (null)
-- quiet on: exemptions that cover an open finding and whose last day is not over
-- source:   the policy file
with covered as (
  select
    e.exemption_id,
    count(*) as findings_covered,
    min(f.first_event_at) as first_event_at
  from exemptions e
  inner join findings f
    on f.rule = e.rule
    and (
      e.key_id_like is null
      or f.finding_key like e.key_id_like escape '\'
      or coalesce(f.resource like e.key_id_like escape '\', false)
    )
    and (e.actor_like is null or coalesce(f.actor like e.actor_like escape '\', false))
    and (e.account_like is null or coalesce(f.account_id like e.account_like escape '\', false))
    and (e.resource_like is null or coalesce(f.resource like e.resource_like escape '\', false))
  where f.state <> 'resolved'
  group by e.exemption_id
),
described as (
  select
    e.exemption_id, e.rule, e.reason, e.owner, e.until_at,
    coalesce(c.findings_covered, 0) as findings_covered,
    e.until_at <= :window_end_at as is_past,
    -- As the policy file has it: what was escaped for LIKE stands aside while its wildcards are turned back.
    replace(replace(replace(replace(replace(replace(replace(replace(
      array_join(array[e.key_id_like, e.actor_like, e.account_like, e.resource_like], ' '),
      '\\', chr(1)), '\%', chr(2)), '\_', chr(3)), '%', '*'), '_', '?'), chr(3), '_'), chr(2), '%'), chr(1), '\'
    ) as pattern
  from exemptions e
  left join covered c on c.exemption_id = e.exemption_id
)
select
  d.exemption_id as finding_key,
  case when d.is_past then d.until_at else :window_end_at end as first_event_at,
  :window_end_at as last_event_at,
  d.findings_covered as event_count,
  d.owner as actor,
  cast(null as varchar) as action,
  concat(d.rule, ' for ', d.pattern) as resource,
  cast(null as varchar) as source_ip,
  cast(null as varchar) as account_id,
  cast(null as varchar) as region,
  case when d.is_past and d.findings_covered > 0 then 'medium' else 'low' end as severity,
  d.owner,
  d.rule as exempted_rule,
  d.pattern as matches,
  d.reason,
  d.until_at,
  d.findings_covered,
  d.is_past,
  cast(null as varchar) as event_ids
from described d
where d.is_past
  or d.findings_covered = 0
order by severity desc, d.until_at, d.exemption_id
