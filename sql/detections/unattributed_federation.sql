-- purpose:  Calls of federated sessions whose exchange never arrived: a gap in the trail.
-- grain:    one row per account and role, or provider where no role is shown (finding_key is both)
-- inputs:   calls, deliveries
-- params:   :window_start_at timestamp, :window_end_at timestamp, :grace_hours integer  (UTC, end excluded)
-- outputs:  finding columns + severity varchar, owner varchar (null), issuer varchar, sessions bigint, write_calls bigint,
--           reasons varchar, event_ids varchar
-- quiet on: calls younger than the grace; sessions that began before logs were delivered for their account; exchanges that
--           arrived but are ambiguous
-- source:   CloudTrail user guide, record contents, webIdFederationData (read 2026-11)
with first_deliveries as (
  select d.account_id, min(d.delivered_at) as delivered_at
  from deliveries d
  where d.account_id is not null
  group by d.account_id
),
gaps as (
  select
    c.event_id, c.event_time, c.event_name, c.role_arn, c.read_only, c.session_name, c.session_created_at,
    c.source_ip_address, c.aws_region, c.recipient_account_id, c.federated_provider, c.attribution_reason,
    coalesce(c.origin_issuer, c.federated_provider) as issuer,
    coalesce(c.access_key_id, c.principal_id, c.principal_arn) as credential
  from calls c
  left join first_deliveries v on v.account_id = coalesce(c.caller_account_id, c.recipient_account_id)
  where c.federated_provider is not null
    and c.attribution in ('context', 'none')
    and c.attribution_reason = 'exchange_not_found'
    and c.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
    and c.event_time >= :window_start_at
    and c.event_time < date_add('hour', -1 * :grace_hours, cast(:window_end_at as timestamp))
    -- What happened more than an hour before the first delivery cannot be in the lake.
    and (
      v.delivered_at is null
      or coalesce(c.session_created_at, c.event_time) >= date_add('hour', -1, v.delivered_at)
    )
)
select
  concat(coalesce(g.recipient_account_id, 'unknown account'), ' ', coalesce(g.role_arn, g.issuer)) as finding_key,
  min(g.event_time) as first_event_at,
  max(g.event_time) as last_event_at,
  count(*) as event_count,
  min(g.issuer) as actor,
  array_join(slice(array_sort(array_agg(distinct g.event_name)), 1, 12), ', ') as action,
  coalesce(g.role_arn, g.issuer) as resource,
  array_join(slice(array_sort(array_agg(distinct g.source_ip_address)), 1, 6), ', ') as source_ip,
  g.recipient_account_id as account_id,
  array_join(slice(array_sort(array_agg(distinct g.aws_region)), 1, 12), ', ') as region,
  'medium' as severity,
  cast(null as varchar) as owner,
  min(g.issuer) as issuer,
  count(distinct g.credential) as sessions,
  count_if(not coalesce(g.read_only, true)) as write_calls,
  array_join(slice(array_sort(array_agg(distinct g.attribution_reason)), 1, 6), ', ') as reasons,
  array_join(slice(array_agg(g.event_id order by g.event_time desc, g.event_id), 1, 5), ' ') as event_ids
from gaps g
group by g.recipient_account_id, coalesce(g.role_arn, g.issuer)
order by last_event_at desc, finding_key
