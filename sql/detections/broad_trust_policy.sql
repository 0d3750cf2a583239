-- purpose:  Roles whose trust policy, as last written, admits web identities that nobody meant.
-- grain:    one row per account and role (finding_key is both)
-- inputs:   iam_changes, policy_grades, sessions
-- params:   :window_end_at timestamp  (UTC, end excluded; a policy holds until it is replaced, whenever it was written)
-- outputs:  finding columns + severity varchar, owner varchar (null), role_name varchar, issuers varchar,
--           weaknesses varchar, details varchar (words of the policy, with reasons), attribution varchar, event_ids varchar
-- quiet on: policies that were replaced by a sound one, roles that were deleted, refused changes, policies that cannot be
--           read
-- source:   IAM user guide, identity-provider controls for shared OIDC providers (read 2026-11)
with written as (
  select
    i.event_time, i.event_id, i.event_name, i.change, i.role_name, i.recipient_account_id, i.aws_region,
    i.source_ip_address, i.attribution,
    coalesce(i.origin_subject, i.origin_principal, i.origin_key_id, i.principal_arn) as actor,
    row_number() over (
      partition by i.recipient_account_id, i.role_name order by i.event_time desc, i.event_id desc
    ) as age
  from iam_changes i
  where i.change in ('create_role', 'update_trust_policy', 'delete_role')
    and i.role_name is not null
    and i.event_date <= cast(:window_end_at as date)
    and i.event_time < :window_end_at
),
-- The change names the role without its path; whoever took it names all of it.
taken as (
  select
    regexp_extract(s.role_arn, '^arn:[^:]*:iam::([0-9]{12}):', 1) as account_id,
    regexp_extract(s.role_arn, '([^/]+)$', 1) as role_name,
    max(s.role_arn) as role_arn
  from sessions s
  where s.exchange_kind = 'web_identity'
    and s.event_date <= cast(:window_end_at as date)
  group by regexp_extract(s.role_arn, '^arn:[^:]*:iam::([0-9]{12}):', 1), regexp_extract(s.role_arn, '([^/]+)$', 1)
)
select
  concat(coalesce(w.recipient_account_id, 'unknown account'), ' ', w.role_name) as finding_key,
  w.event_time as first_event_at,
  w.event_time as last_event_at,
  cast(1 as bigint) as event_count,
  w.actor,
  w.event_name as action,
  coalesce(t.role_arn, concat('arn:aws:iam::', coalesce(w.recipient_account_id, ''), ':role/', w.role_name)) as resource,
  w.source_ip_address as source_ip,
  w.recipient_account_id as account_id,
  w.aws_region as region,
  case
    when count_if(g.severity = 'high') > 0 then 'high'
    when count_if(g.severity = 'medium') > 0 then 'medium'
    else 'low'
  end as severity,
  cast(null as varchar) as owner,
  w.role_name,
  array_join(slice(array_sort(array_agg(distinct g.issuer)), 1, 6), ', ') as issuers,
  array_join(slice(array_sort(array_agg(distinct g.grade)), 1, 12), ', ') as weaknesses,
  array_join(slice(array_sort(array_agg(distinct g.detail)), 1, 6), '; ') as details,
  w.attribution,
  w.event_id as event_ids
from written w
inner join policy_grades g
  on g.event_id = w.event_id
  and coalesce(g.recipient_account_id, '') = coalesce(w.recipient_account_id, '')
left join taken t on t.account_id = w.recipient_account_id and t.role_name = w.role_name
where g.event_date <= cast(:window_end_at as date)
  and w.age = 1
  and w.change <> 'delete_role'
  and g.severity is not null
group by
  w.event_time, w.event_id, w.event_name, w.role_name, w.recipient_account_id, w.aws_region, w.source_ip_address,
  w.attribution, w.actor, t.role_arn
order by severity, last_event_at desc, finding_key
