-- purpose:  Accounts and regions that delivered logs regularly and have stopped.
-- grain:    one row per account and region (finding_key is both)
-- inputs:   deliveries
-- params:   :window_start_at timestamp, :window_end_at timestamp, :baseline_days integer, :silent_hours integer,
--           :active_days_min integer  (UTC, end excluded)
-- outputs:  finding columns + severity varchar, owner varchar (null), silent_hours bigint, longest_pause_hours bigint,
--           active_days bigint, is_whole_account boolean, event_ids varchar (null)
-- quiet on: places that deliver rarely, pauses no longer than twice the longest seen before, places whose last delivery
--           lies before the baseline
-- source:   CloudTrail user guide, log file delivery: about every five minutes while there are events (read 2026-11)
with delivered as (
  select
    d.account_id, d.region, d.delivered_at,
    lag(d.delivered_at) over (partition by d.account_id, d.region order by d.delivered_at) as delivered_before
  from deliveries d
  where d.account_id is not null
    and d.region is not null
    and d.delivered_at >= date_add('day', -1 * :baseline_days, :window_start_at)
    and d.delivered_at < :window_end_at
),
places as (
  select
    d.account_id,
    d.region,
    min(d.delivered_at) as first_at,
    max(d.delivered_at) as last_at,
    count(*) as deliveries,
    count(distinct date_trunc('day', d.delivered_at)) as active_days,
    max(date_diff('hour', d.delivered_before, d.delivered_at)) as longest_pause_hours
  from delivered d
  group by d.account_id, d.region
),
accounts as (
  select p.account_id, max(p.last_at) as last_at
  from places p
  group by p.account_id
)
select
  concat(p.account_id, ' ', p.region) as finding_key,
  p.first_at as first_event_at,
  p.last_at as last_event_at,
  p.deliveries as event_count,
  cast(null as varchar) as actor,
  cast(null as varchar) as action,
  concat('deliveries of ', p.account_id, ' in ', p.region) as resource,
  cast(null as varchar) as source_ip,
  p.account_id,
  p.region,
  case when a.last_at = p.last_at then 'high' else 'medium' end as severity,
  cast(null as varchar) as owner,
  date_diff('hour', p.last_at, :window_end_at) as silent_hours,
  p.longest_pause_hours,
  p.active_days,
  a.last_at = p.last_at as is_whole_account,
  cast(null as varchar) as event_ids
from places p
inner join accounts a on a.account_id = p.account_id
where p.active_days >= :active_days_min
  and date_diff('hour', p.last_at, :window_end_at) >= :silent_hours
  and date_diff('hour', p.last_at, :window_end_at) >= 2 * coalesce(p.longest_pause_hours, 0)
order by severity, last_event_at desc, finding_key
