-- purpose:  Long-lived access keys that were created or switched on again, and are still there.
-- grain:    one row per access key (finding_key is its id; the event's where the record does not show it)
-- inputs:   iam_changes, principals
-- params:   :window_start_at timestamp, :window_end_at timestamp  (UTC, end excluded)
-- outputs:  finding columns + severity varchar, owner varchar, user_name varchar, key_use varchar (policy's word or null),
--           created bigint, activated bigint, attribution varchar, event_ids varchar
-- quiet on: keys that were deleted or deactivated afterwards; refused attempts; passwords and service credentials
-- source:   IAM API reference, CreateAccessKey and UpdateAccessKey (read 2026-11)
with changes as (
  select
    i.event_time, i.event_id, i.event_name, i.change, i.key_status, i.target_user_name, i.recipient_account_id,
    i.aws_region, i.source_ip_address, i.attribution,
    coalesce(i.target_key_id, i.event_id) as key_id,
    coalesce(i.origin_subject, i.origin_principal, i.origin_key_id, i.principal_arn) as actor
  from iam_changes i
  where i.change in ('create_access_key', 'update_access_key', 'delete_access_key')
    and i.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
    and i.event_time >= :window_start_at
    and i.event_time < :window_end_at
),
states as (
  select
    c.event_time, c.event_id, c.event_name, c.change, c.target_user_name, c.recipient_account_id, c.aws_region,
    c.source_ip_address, c.attribution, c.key_id, c.actor,
    c.change = 'create_access_key' or (c.change = 'update_access_key' and coalesce(c.key_status = 'Active', false)) as is_on,
    row_number() over (partition by c.key_id order by c.event_time desc, c.event_id desc) as age
  from changes c
),
keys as (
  select
    s.key_id,
    -- Ids of keys are AWS-wide; only logs that were made anonymous have one in several accounts.
    max_by(s.recipient_account_id, s.event_time) as recipient_account_id,
    min(case when s.is_on then s.event_time end) as first_event_at,
    max(case when s.is_on then s.event_time end) as last_event_at,
    count_if(s.is_on) as event_count,
    count_if(s.change = 'create_access_key') as created,
    count_if(s.is_on and s.change = 'update_access_key') as activated,
    max_by(s.actor, case when s.is_on then s.event_time end) as actor,
    max(s.target_user_name) as user_name,
    array_join(slice(array_sort(array_agg(distinct s.event_name) filter (where s.is_on)), 1, 12), ', ') as actions,
    array_join(slice(array_sort(array_agg(distinct s.source_ip_address) filter (where s.is_on)), 1, 6), ', ') as addresses,
    array_join(slice(array_sort(array_agg(distinct s.aws_region) filter (where s.is_on)), 1, 12), ', ') as regions,
    max(s.attribution) filter (where s.is_on) as attribution,
    array_join(slice(array_agg(s.event_id order by s.event_time desc, s.event_id) filter (where s.is_on), 1, 5), ' ') as event_ids
  from states s
  group by s.key_id
  having max(case when s.age = 1 and s.is_on then 1 else 0 end) = 1
),
owners as (
  select
    k.key_id,
    max_by(p.use, p.precedence) as use,
    max_by(p.owner, p.precedence) as owner
  from keys k
  inner join principals p
    on concat('arn:aws:iam::', k.recipient_account_id, ':user/', k.user_name) like p.principal_like escape '\'
  group by k.key_id
)
select
  k.key_id as finding_key,
  k.first_event_at,
  k.last_event_at,
  k.event_count,
  k.actor,
  k.actions as action,
  k.key_id as resource,
  k.addresses as source_ip,
  k.recipient_account_id as account_id,
  k.regions as region,
  case when o.use = 'ci' then 'high' else 'medium' end as severity,
  o.owner,
  k.user_name,
  o.use as key_use,
  k.created,
  k.activated,
  k.attribution,
  k.event_ids
from keys k
left join owners o on o.key_id = k.key_id
order by severity, k.last_event_at desc, k.key_id
