-- purpose:  Long-lived keys with a usual place of work that were used from another network, or with another tool.
-- grain:    one row per access key, kind of place and place (finding_key is all three)
-- inputs:   calls, principals
-- params:   :window_start_at timestamp, :window_end_at timestamp, :baseline_days integer, :learning_days integer,
--           :new_for_days integer, :places_max integer, :active_days_min integer  (UTC, end excluded)
-- outputs:  finding columns + severity varchar, owner varchar, place_kind varchar (network or tool), place varchar,
--           known_places varchar, known_since timestamp, active_days bigint, refused_calls bigint, event_ids varchar
-- quiet on: keys that wander, keys that are new or hardly used, another address of a known network, another version of a
--           known tool, private addresses, calls that services make for the user, ids that several accounts share
-- source:   IAM user guide, access key last used (read 2026-11)
with used as (
  select
    c.origin_key_id, c.origin_principal, c.event_id, c.event_time, c.event_date, c.event_name, c.aws_region, c.error_code,
    c.source_ip_address,
    -- The half of an address that providers hand out together. A private one says nothing of where it is.
    case
      when regexp_like(
        lower(c.source_ip_address),
        '^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.|100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.|f[cd][0-9a-f]{2}:|fe80:)'
      )
        then null
      when regexp_like(c.source_ip_address, '^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$')
        then concat(regexp_extract(c.source_ip_address, '^([0-9]+\.[0-9]+)\.', 1), '.*.*')
      when regexp_like(c.source_ip_address, '^[0-9a-fA-F]+:[0-9a-fA-F]*:')
        then concat(lower(regexp_extract(c.source_ip_address, '^([0-9a-fA-F]+:[0-9a-fA-F]*):', 1)), ':*')
    end as network,
    case
      when c.user_agent like '%Terraform/%' then 'terraform'
      else lower(regexp_extract(c.user_agent, '^\[?([A-Za-z][A-Za-z0-9_.-]*)', 1))
    end as tool
  from calls c
  where c.origin_kind = 'access_key'
    and c.chain_depth = 0
    and c.origin_key_id is not null
    and c.invoked_by is null
    and c.event_date between date_add('day', -1 * :baseline_days, cast(:window_start_at as date))
      and cast(:window_end_at as date)
    and c.event_time < :window_end_at
),
seen as (
  select
    u.origin_key_id, u.origin_principal, u.event_id, u.event_time, u.event_date, u.event_name, u.aws_region, u.error_code,
    u.source_ip_address, 'network' as place_kind, u.network as place
  from used u
  where u.network is not null
  union all
  select
    u.origin_key_id, u.origin_principal, u.event_id, u.event_time, u.event_date, u.event_name, u.aws_region, u.error_code,
    u.source_ip_address, 'tool' as place_kind, u.tool as place
  from used u
  where u.tool is not null
),
places as (
  select s.origin_key_id, s.place_kind, s.place, min(s.event_time) as first_at
  from seen s
  group by s.origin_key_id, s.place_kind, s.place
),
ranked as (
  select
    p.origin_key_id, p.place_kind, p.place, p.first_at,
    row_number() over (partition by p.origin_key_id, p.place_kind order by p.first_at, p.place) as place_number,
    min(p.first_at) over (partition by p.origin_key_id) as known_since
  from places p
),
-- A key belongs to one account. An id that several share was made up when logs were made anonymous, and has no usual place.
owned as (
  select u.origin_key_id
  from used u
  group by u.origin_key_id
  having count(distinct regexp_extract(u.origin_principal, '^arn:[^:]*:[^:]*:[^:]*:([^:]*):', 1)) < 2
),
fresh as (
  select r.origin_key_id, r.place_kind, r.place, r.first_at, r.known_since, count(distinct u.event_date) as active_days
  from ranked r
  inner join owned o on o.origin_key_id = r.origin_key_id
  inner join used u on u.origin_key_id = r.origin_key_id and u.event_time < r.first_at
  where r.place_number > 1
    and r.place_number <= :places_max + 1
    and r.first_at >= :window_start_at
    and r.first_at >= date_add('day', :learning_days, r.known_since)
  group by r.origin_key_id, r.place_kind, r.place, r.first_at, r.known_since
  having count(distinct u.event_date) >= :active_days_min
),
known as (
  select
    f.origin_key_id, f.place_kind, f.place,
    array_join(slice(array_sort(array_agg(r.place)), 1, 6), ', ') as known_places
  from fresh f
  inner join ranked r
    on r.origin_key_id = f.origin_key_id and r.place_kind = f.place_kind and r.first_at < f.first_at
  group by f.origin_key_id, f.place_kind, f.place
),
found as (
  select
    f.origin_key_id, f.place_kind, f.place, f.known_since, f.active_days,
    max(s.origin_principal) as origin_principal,
    min(s.event_time) as first_event_at,
    max(s.event_time) as last_event_at,
    count(*) as event_count,
    count_if(s.error_code is not null) as refused_calls,
    array_join(slice(array_sort(array_agg(distinct s.event_name)), 1, 12), ', ') as actions,
    array_join(slice(array_sort(array_agg(distinct s.source_ip_address)), 1, 6), ', ') as addresses,
    array_join(slice(array_sort(array_agg(distinct s.aws_region)), 1, 12), ', ') as regions,
    array_join(slice(array_agg(s.event_id order by s.event_time, s.event_id), 1, 5), ' ') as event_ids
  from fresh f
  inner join seen s
    on s.origin_key_id = f.origin_key_id
    and s.place_kind = f.place_kind
    and s.place = f.place
    and s.event_time < date_add('day', :new_for_days, f.first_at)
  group by f.origin_key_id, f.place_kind, f.place, f.known_since, f.active_days
),
owners as (
  select
    f.origin_key_id,
    max_by(p.owner, p.precedence) as owner
  from (select distinct d.origin_key_id, d.origin_principal from found d) f
  inner join principals p on f.origin_principal like p.principal_like escape '\'
  group by f.origin_key_id
)
select
  concat(d.origin_key_id, ' ', d.place_kind, ' ', d.place) as finding_key,
  d.first_event_at,
  d.last_event_at,
  d.event_count,
  d.origin_principal as actor,
  d.actions as action,
  d.origin_key_id as resource,
  d.addresses as source_ip,
  regexp_extract(d.origin_principal, '^arn:[^:]*:iam::([0-9]{12}):', 1) as account_id,
  d.regions as region,
  -- A tool is what the client says of itself; a network is not.
  case when d.place_kind = 'network' then 'high' else 'low' end as severity,
  o.owner,
  d.place_kind,
  d.place,
  k.known_places,
  d.known_since,
  d.active_days,
  d.refused_calls,
  d.event_ids
from found d
inner join known k on k.origin_key_id = d.origin_key_id and k.place_kind = d.place_kind and k.place = d.place
left join owners o on o.origin_key_id = d.origin_key_id
order by severity, d.last_event_at desc, finding_key
