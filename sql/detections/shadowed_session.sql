-- purpose:  Long-lived keys used beside an OIDC session from the same runner: stale variables that win over the session.
-- grain:    one row per access key, issuer and repository or subject (finding_key is all three)
-- inputs:   sessions, calls, principals
-- params:   :window_start_at timestamp, :window_end_at timestamp, :beside_minutes integer  (UTC, end excluded)
-- outputs:  finding columns + severity varchar, owner varchar, issuer varchar, roles varchar, sessions bigint,
--           key_calls bigint, user_agents varchar, event_ids varchar (calls of the key)
-- quiet on: addresses from which the key also calls when no such session lives, and addresses that serve several
--           repositories at once: a shared exit, where two jobs side by side prove nothing; calls that services make
-- source:   AWS SDKs reference guide, credential provider chain: variables come before web identity tokens (read 2026-11)
with exchanged as (
  select
    s.session_id, s.event_time, s.source_ip_address, s.role_arn, s.issuer,
    coalesce(s.ci_repository, s.stable_subject, s.subject) as subject,
    least(
      coalesce(s.expires_at, date_add('minute', :beside_minutes, s.event_time)),
      date_add('minute', :beside_minutes, s.event_time)
    ) as beside_until
  from sessions s
  where s.exchange_kind = 'web_identity'
    and s.error_code is null
    and s.invoked_by is null
    and regexp_like(s.source_ip_address, '^[0-9a-fA-F.:]+$')
    and s.event_date between date_add('day', -1, cast(:window_start_at as date)) and cast(:window_end_at as date)
    and s.event_time < :window_end_at
),
used as (
  select
    c.event_id, c.recipient_account_id, c.event_time, c.event_name, c.event_source, c.origin_key_id, c.origin_principal,
    c.source_ip_address, c.user_agent, c.aws_region
  from calls c
  where c.origin_kind = 'access_key'
    and c.chain_depth = 0
    and c.origin_key_id is not null
    and c.invoked_by is null
    and c.source_ip_address in (select x.source_ip_address from exchanged x)
    and c.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
    and c.event_time >= :window_start_at
    and c.event_time < :window_end_at
),
beside as (
  select
    u.event_id, u.recipient_account_id, u.event_time, u.event_name, u.event_source, u.origin_key_id, u.origin_principal,
    u.source_ip_address, u.user_agent, u.aws_region, x.session_id, x.role_arn, x.issuer, x.subject
  from used u
  inner join exchanged x
    on x.source_ip_address = u.source_ip_address
    and u.event_time >= x.event_time
    and u.event_time < x.beside_until
),
-- Per key and address: does it call only while a session of one repository lives there?
addresses as (
  select
    u.origin_key_id,
    u.source_ip_address,
    count(distinct concat(u.event_id, ' ', coalesce(u.recipient_account_id, ''))) as key_calls
  from used u
  group by u.origin_key_id, u.source_ip_address
),
covered as (
  select
    b.origin_key_id,
    b.source_ip_address,
    count(distinct concat(b.event_id, ' ', coalesce(b.recipient_account_id, ''))) as calls_beside,
    count(distinct b.subject) as subjects
  from beside b
  group by b.origin_key_id, b.source_ip_address
),
runners as (
  select a.origin_key_id, a.source_ip_address
  from addresses a
  inner join covered v on v.origin_key_id = a.origin_key_id and v.source_ip_address = a.source_ip_address
  where v.calls_beside = a.key_calls
    and v.subjects = 1
),
proven as (
  select
    b.event_id, b.recipient_account_id, b.event_time, b.event_name, b.event_source, b.origin_key_id, b.origin_principal,
    b.source_ip_address, b.user_agent, b.aws_region, b.session_id, b.role_arn, b.issuer, b.subject
  from beside b
  inner join runners r on r.origin_key_id = b.origin_key_id and r.source_ip_address = b.source_ip_address
),
owners as (
  select
    k.origin_key_id,
    max_by(p.owner, p.precedence) as owner
  from (select distinct v.origin_key_id, v.origin_principal from proven v) k
  inner join principals p on k.origin_principal like p.principal_like escape '\'
  group by k.origin_key_id
)
select
  concat(v.origin_key_id, ' ', coalesce(v.issuer, ''), ' ', v.subject) as finding_key,
  min(v.event_time) as first_event_at,
  max(v.event_time) as last_event_at,
  count(distinct concat(v.event_id, ' ', coalesce(v.recipient_account_id, ''))) as event_count,
  v.subject as actor,
  array_join(slice(array_sort(array_agg(distinct v.event_name)), 1, 12), ', ') as action,
  v.origin_key_id as resource,
  array_join(slice(array_sort(array_agg(distinct v.source_ip_address)), 1, 6), ', ') as source_ip,
  regexp_extract(max(v.origin_principal), '^arn:[^:]*:iam::([0-9]{12}):', 1) as account_id,
  array_join(slice(array_sort(array_agg(distinct v.aws_region)), 1, 12), ', ') as region,
  'medium' as severity,
  max(o.owner) as owner,
  v.issuer,
  array_join(slice(array_sort(array_agg(distinct v.role_arn)), 1, 12), ', ') as roles,
  count(distinct v.session_id) as sessions,
  count(distinct concat(v.event_id, ' ', coalesce(v.recipient_account_id, ''))) as key_calls,
  array_join(slice(array_sort(array_agg(distinct v.user_agent)), 1, 4), ' | ') as user_agents,
  array_join(slice(array_agg(distinct v.event_id order by v.event_id), 1, 5), ' ') as event_ids
from proven v
left join owners o on o.origin_key_id = v.origin_key_id
group by v.origin_key_id, v.issuer, v.subject
order by last_event_at desc, finding_key
