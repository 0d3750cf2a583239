-- purpose:  Findings with their life so far.
-- grain:    one row per finding (rule, finding_key)
-- inputs:   findings
-- outputs:  all columns of findings
select
  rule, finding_key, severity, state, first_event_at, last_event_at, event_count, actor, action, resource, source_ip,
  account_id, region, evidence, owner, exemption, opening, opened_at, updated_at, resolved_at, opened_notified_at,
  last_notified_at, resolved_notified_at, reopened_count
from findings
order by rule, finding_key
