-- purpose:  Trails that were stopped, deleted or changed: what subtrail, and everyone else, can no longer see.
-- grain:    one row per account and trail (finding_key is both)
-- inputs:   iam_changes
-- params:   :window_start_at timestamp, :window_end_at timestamp  (UTC, end excluded)
-- outputs:  finding columns + severity varchar, owner varchar (null), stopped bigint, deleted bigint, changed bigint,
--           started_again_at timestamp (null where it was not), attribution varchar, event_ids varchar
-- quiet on: refused attempts; new trails; logging that is only started
-- source:   CloudTrail API reference (read 2026-11)
with changes as (
  select
    i.event_time, i.event_id, i.event_name, i.change, i.recipient_account_id, i.aws_region, i.source_ip_address,
    i.attribution,
    coalesce(regexp_extract(i.trail_name, '([^/]+)$', 1), i.event_id) as trail,
    coalesce(i.origin_subject, i.origin_principal, i.origin_key_id, i.principal_arn) as actor,
    i.change <> 'start_logging' as is_tampering
  from iam_changes i
  where i.change in (
      'stop_logging', 'delete_trail', 'update_trail', 'put_event_selectors', 'put_insight_selectors', 'start_logging'
    )
    and i.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
    and i.event_time >= :window_start_at
    and i.event_time < :window_end_at
)
select
  concat(coalesce(c.recipient_account_id, 'unknown account'), ' ', c.trail) as finding_key,
  min(c.event_time) filter (where c.is_tampering) as first_event_at,
  max(c.event_time) filter (where c.is_tampering) as last_event_at,
  count_if(c.is_tampering) as event_count,
  max_by(c.actor, case when c.is_tampering then c.event_time end) as actor,
  array_join(slice(array_sort(array_agg(distinct c.event_name) filter (where c.is_tampering)), 1, 12), ', ') as action,
  c.trail as resource,
  array_join(slice(array_sort(array_agg(distinct c.source_ip_address) filter (where c.is_tampering)), 1, 6), ', ') as source_ip,
  c.recipient_account_id as account_id,
  array_join(slice(array_sort(array_agg(distinct c.aws_region) filter (where c.is_tampering)), 1, 12), ', ') as region,
  case when count_if(c.change in ('stop_logging', 'delete_trail')) > 0 then 'high' else 'medium' end as severity,
  cast(null as varchar) as owner,
  count_if(c.change = 'stop_logging') as stopped,
  count_if(c.change = 'delete_trail') as deleted,
  count_if(c.change in ('update_trail', 'put_event_selectors', 'put_insight_selectors')) as changed,
  case
    when max(case when c.change = 'start_logging' then c.event_time end)
      > max(case when c.change = 'stop_logging' then c.event_time end)
      then max(case when c.change = 'start_logging' then c.event_time end)
  end as started_again_at,
  max_by(c.attribution, case when c.is_tampering then c.event_time end) as attribution,
  array_join(
    slice(array_agg(c.event_id order by c.event_time desc, c.event_id) filter (where c.is_tampering), 1, 5), ' '
  ) as event_ids
from changes c
group by c.recipient_account_id, c.trail
having count_if(c.is_tampering) > 0
order by severity, last_event_at desc, finding_key
