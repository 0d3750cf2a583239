-- purpose:  One finding as it stands after a run.
-- grain:    one row per finding (rule, finding_key)
-- inputs:   findings
-- params:   :rule varchar, :finding_key varchar, :severity varchar, :state varchar, :first_event_at timestamp,
--           :last_event_at timestamp, :event_count bigint, :actor varchar, :action varchar, :resource varchar,
--           :source_ip varchar, :account_id varchar, :region varchar, :evidence varchar, :owner varchar,
--           :exemption varchar, :opened_at timestamp, :updated_at timestamp, :resolved_at timestamp,
--           :opened_notified_at timestamp, :last_notified_at timestamp, :resolved_notified_at timestamp,
--           :reopened_count integer
-- outputs:  the row merged into findings
merge into findings t
using (
  select
    cast(:rule as varchar) as rule, cast(:finding_key as varchar) as finding_key,
    cast(:severity as varchar) as severity, cast(:state as varchar) as state,
    cast(:first_event_at as timestamp) as first_event_at, cast(:last_event_at as timestamp) as last_event_at,
    cast(:event_count as bigint) as event_count, cast(:actor as varchar) as actor, cast(:action as varchar) as action,
    cast(:resource as varchar) as resource, cast(:source_ip as varchar) as source_ip,
    cast(:account_id as varchar) as account_id, cast(:region as varchar) as region,
    cast(:evidence as varchar) as evidence, cast(:owner as varchar) as owner,
    cast(:exemption as varchar) as exemption, cast(:opened_at as timestamp) as opened_at,
    cast(:updated_at as timestamp) as updated_at, cast(:resolved_at as timestamp) as resolved_at,
    cast(:opened_notified_at as timestamp) as opened_notified_at,
    cast(:last_notified_at as timestamp) as last_notified_at,
    cast(:resolved_notified_at as timestamp) as resolved_notified_at,
    cast(:reopened_count as integer) as reopened_count
) n
on t.rule = n.rule and t.finding_key = n.finding_key
when matched then
  update set
    severity = n.severity, state = n.state, first_event_at = n.first_event_at, last_event_at = n.last_event_at,
    event_count = n.event_count, actor = n.actor, action = n.action, resource = n.resource, source_ip = n.source_ip,
    account_id = n.account_id, region = n.region, evidence = n.evidence, owner = n.owner, exemption = n.exemption,
    opened_at = n.opened_at, updated_at = n.updated_at, resolved_at = n.resolved_at,
    opened_notified_at = n.opened_notified_at, last_notified_at = n.last_notified_at,
    resolved_notified_at = n.resolved_notified_at, reopened_count = n.reopened_count
when not matched then
  insert (
    rule, finding_key, severity, state, first_event_at, last_event_at, event_count, actor, action, resource, source_ip,
    account_id, region, evidence, owner, exemption, opened_at, updated_at, resolved_at, opened_notified_at,
    last_notified_at, resolved_notified_at, reopened_count
  )
  values (
    n.rule, n.finding_key, n.severity, n.state, n.first_event_at, n.last_event_at, n.event_count, n.actor, n.action,
    n.resource, n.source_ip, n.account_id, n.region, n.evidence, n.owner, n.exemption, n.opened_at, n.updated_at,
    n.resolved_at, n.opened_notified_at, n.last_notified_at, n.resolved_notified_at, n.reopened_count
  )
