-- purpose:  Keys of federated sessions that were used from another network than the one they were issued to.
-- grain:    one row per role, issuer and subject (finding_key is all three)
-- inputs:   sessions, calls
-- params:   :window_start_at timestamp, :window_end_at timestamp, :baseline_days integer, :wandering_percent integer
--           (UTC, end excluded)
-- outputs:  finding columns + severity varchar, owner varchar (null), issuer varchar, issued_to varchar (networks),
--           used_from varchar (networks), sessions bigint, write_calls bigint, user_agents varchar, event_ids varchar
-- quiet on: private addresses and VPC endpoints, calls that services make, IPv4 against IPv6, networks from which the same
--           subject obtained other sessions, subjects whose sessions change networks all the time
-- source:   IAM user guide, revoking temporary credentials; CloudTrail record contents, sourceIPAddress (read 2026-11)
with issued as (
  select
    s.session_id, s.issued_key_id, s.role_arn,
    coalesce(s.origin_issuer, s.issuer) as issuer,
    coalesce(s.ci_repository, s.stable_subject, s.origin_subject, s.subject) as subject,
    s.event_time, s.event_date, s.source_ip_address,
    case
      when s.source_ip_address like '%:%' then 'IPv6'
      else 'IPv4'
    end as family,
    case
      when s.source_ip_address like '%:%'
        then concat(lower(regexp_extract(s.source_ip_address, '^([0-9a-fA-F]+:[0-9a-fA-F]*):', 1)), ':*')
      else concat(regexp_extract(s.source_ip_address, '^([0-9]+\.[0-9]+)\.', 1), '.*.*')
    end as network
  from sessions s
  where s.origin_kind = 'web_identity'
    and s.error_code is null
    and s.issued_key_id is not null
    and s.invoked_by is null
    and (
      regexp_like(s.source_ip_address, '^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$')
      or regexp_like(s.source_ip_address, '^[0-9a-fA-F]+:[0-9a-fA-F]*:')
    )
    and not regexp_like(
      lower(s.source_ip_address),
      '^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.|100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.|f[cd]|fe80)'
    )
    and s.event_date between date_add('day', -1 * :baseline_days, cast(:window_start_at as date))
      and cast(:window_end_at as date)
    and s.event_time < :window_end_at
),
used as (
  select
    i.session_id, i.role_arn, i.issuer, i.subject, i.network as issued_network,
    c.event_id, c.event_time, c.event_name, c.read_only, c.user_agent, c.source_ip_address, c.aws_region,
    c.recipient_account_id,
    case
      when c.source_ip_address like '%:%'
        then concat(lower(regexp_extract(c.source_ip_address, '^([0-9a-fA-F]+:[0-9a-fA-F]*):', 1)), ':*')
      else concat(regexp_extract(c.source_ip_address, '^([0-9]+\.[0-9]+)\.', 1), '.*.*')
    end as network
  from calls c
  inner join issued i
    on i.session_id = c.session_id
    and i.issued_key_id = c.access_key_id
    and i.family = case when c.source_ip_address like '%:%' then 'IPv6' else 'IPv4' end
  where c.invoked_by is null
    and c.vpc_endpoint_id is null
    and (
      regexp_like(c.source_ip_address, '^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$')
      or regexp_like(c.source_ip_address, '^[0-9a-fA-F]+:[0-9a-fA-F]*:')
    )
    and not regexp_like(
      lower(c.source_ip_address),
      '^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.|100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.|f[cd]|fe80)'
    )
    and c.event_date between date_add('day', -1 * :baseline_days, cast(:window_start_at as date))
      and cast(:window_end_at as date)
    and c.event_time < :window_end_at
),
networks as (
  select distinct i.issuer, i.subject, i.network
  from issued i
),
wandering as (
  select u.issuer, u.subject
  from used u
  group by u.issuer, u.subject
  having count(distinct u.session_id) >= 5
    and 100 * count(distinct case when u.network <> u.issued_network then u.session_id end)
      > :wandering_percent * count(distinct u.session_id)
),
elsewhere as (
  select
    u.session_id, u.role_arn, u.issuer, u.subject, u.issued_network, u.network, u.event_id, u.event_time, u.event_name,
    u.read_only, u.user_agent, u.source_ip_address, u.aws_region, u.recipient_account_id
  from used u
  left join networks n
    on coalesce(n.issuer, '') = coalesce(u.issuer, '') and n.subject = u.subject and n.network = u.network
  left join wandering w on coalesce(w.issuer, '') = coalesce(u.issuer, '') and w.subject = u.subject
  where u.network <> u.issued_network
    and n.subject is null
    and w.subject is null
    and u.event_time >= :window_start_at
)
select
  concat(coalesce(e.role_arn, ''), ' ', coalesce(e.issuer, ''), ' ', coalesce(e.subject, '')) as finding_key,
  min(e.event_time) as first_event_at,
  max(e.event_time) as last_event_at,
  count(*) as event_count,
  e.subject as actor,
  array_join(slice(array_sort(array_agg(distinct e.event_name)), 1, 12), ', ') as action,
  e.role_arn as resource,
  array_join(slice(array_sort(array_agg(distinct e.source_ip_address)), 1, 6), ', ') as source_ip,
  min(e.recipient_account_id) as account_id,
  array_join(slice(array_sort(array_agg(distinct e.aws_region)), 1, 12), ', ') as region,
  'high' as severity,
  cast(null as varchar) as owner,
  e.issuer,
  array_join(slice(array_sort(array_agg(distinct e.issued_network)), 1, 6), ', ') as issued_to,
  array_join(slice(array_sort(array_agg(distinct e.network)), 1, 6), ', ') as used_from,
  count(distinct e.session_id) as sessions,
  count_if(not coalesce(e.read_only, true)) as write_calls,
  array_join(slice(array_sort(array_agg(distinct e.user_agent)), 1, 4), ' | ') as user_agents,
  array_join(slice(array_agg(e.event_id order by e.event_time desc, e.event_id), 1, 5), ' ') as event_ids
from elsewhere e
group by e.role_arn, e.issuer, e.subject
order by last_event_at desc, finding_key
