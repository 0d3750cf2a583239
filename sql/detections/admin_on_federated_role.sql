-- purpose:  Roles that web identities assume and that were given every right there is.
-- grain:    one row per account and role (finding_key is both)
-- inputs:   iam_changes, policy_grades, sessions
-- params:   :window_end_at timestamp  (UTC, end excluded; a right holds until it is taken, whenever it was given)
-- outputs:  finding columns + severity varchar, owner varchar (null), role_name varchar, policies varchar,
--           federated_by varchar (issuers), attribution varchar, event_ids varchar
-- quiet on: rights that were taken away again, roles that were deleted or that nobody federates into, policies with a
--           condition, refused changes
-- source:   IAM user guide, AWS managed policies for job functions, AdministratorAccess (read 2026-11)
with changes as (
  select
    i.event_time, i.event_id, i.event_name, i.change, i.role_name, i.recipient_account_id, i.aws_region,
    i.source_ip_address, i.attribution, i.policy_arn, i.policy_name,
    coalesce(i.policy_arn, i.policy_name) as policy,
    coalesce(i.origin_subject, i.origin_principal, i.origin_key_id, i.principal_arn) as actor
  from iam_changes i
  where i.change in (
      'attach_role_policy', 'detach_role_policy', 'put_role_policy', 'delete_role_policy', 'delete_role', 'create_policy',
      'create_policy_version'
    )
    and i.event_date <= cast(:window_end_at as date)
    and i.event_time < :window_end_at
),
administrator_documents as (
  select distinct g.event_id, g.recipient_account_id
  from policy_grades g
  where g.grade = 'administrator'
    and g.event_date <= cast(:window_end_at as date)
),
administrator_policies as (
  select distinct c.policy_arn
  from changes c
  inner join administrator_documents d
    on d.event_id = c.event_id and coalesce(d.recipient_account_id, '') = coalesce(c.recipient_account_id, '')
  where c.change in ('create_policy', 'create_policy_version')
    and c.policy_arn is not null
),
states as (
  select
    c.event_time, c.event_id, c.event_name, c.change, c.role_name, c.recipient_account_id, c.aws_region,
    c.source_ip_address, c.attribution, c.policy, c.actor,
    case
      when c.change = 'attach_role_policy'
        then coalesce(c.policy_arn like 'arn:aws%:iam::aws:policy/AdministratorAccess', false) or p.policy_arn is not null
      when c.change = 'put_role_policy' then d.event_id is not null
      else false
    end as is_administrator,
    row_number() over (
      partition by c.recipient_account_id, c.role_name, c.policy order by c.event_time desc, c.event_id desc
    ) as age
  from changes c
  left join administrator_policies p on p.policy_arn = c.policy_arn
  left join administrator_documents d
    on d.event_id = c.event_id and coalesce(d.recipient_account_id, '') = coalesce(c.recipient_account_id, '')
  where c.role_name is not null
    and c.policy is not null
),
deleted as (
  select c.recipient_account_id, c.role_name, max(c.event_time) as deleted_at
  from changes c
  where c.change = 'delete_role'
  group by c.recipient_account_id, c.role_name
),
federated as (
  select i.recipient_account_id as account_id, i.role_name, cast(null as varchar) as role_arn, g.issuer
  from iam_changes i
  inner join policy_grades g
    on g.event_id = i.event_id and coalesce(g.recipient_account_id, '') = coalesce(i.recipient_account_id, '')
  where g.grade = 'federated'
    and i.event_date <= cast(:window_end_at as date)
    and i.event_time < :window_end_at
  union
  select
    regexp_extract(s.role_arn, '^arn:[^:]*:iam::([0-9]{12}):', 1) as account_id,
    regexp_extract(s.role_arn, '([^/]+)$', 1) as role_name,
    s.role_arn,
    s.issuer
  from sessions s
  where s.exchange_kind = 'web_identity'
    and s.error_code is null
    and s.event_date <= cast(:window_end_at as date)
    and s.event_time < :window_end_at
),
federators as (
  select
    f.account_id,
    f.role_name,
    max(f.role_arn) as role_arn,
    array_join(slice(array_sort(array_agg(distinct f.issuer)), 1, 6), ', ') as issuers
  from federated f
  group by f.account_id, f.role_name
)
select
  concat(coalesce(s.recipient_account_id, 'unknown account'), ' ', s.role_name) as finding_key,
  min(s.event_time) as first_event_at,
  max(s.event_time) as last_event_at,
  count(*) as event_count,
  max_by(s.actor, s.event_time) as actor,
  array_join(slice(array_sort(array_agg(distinct s.event_name)), 1, 12), ', ') as action,
  -- The change names the role without its path; whoever took it names all of it.
  coalesce(
    max(f.role_arn), concat('arn:aws:iam::', coalesce(s.recipient_account_id, ''), ':role/', s.role_name)
  ) as resource,
  array_join(slice(array_sort(array_agg(distinct s.source_ip_address)), 1, 6), ', ') as source_ip,
  s.recipient_account_id as account_id,
  array_join(slice(array_sort(array_agg(distinct s.aws_region)), 1, 12), ', ') as region,
  'high' as severity,
  cast(null as varchar) as owner,
  s.role_name,
  array_join(slice(array_sort(array_agg(distinct s.policy)), 1, 12), ', ') as policies,
  max(f.issuers) as federated_by,
  max_by(s.attribution, s.event_time) as attribution,
  array_join(slice(array_agg(s.event_id order by s.event_time desc, s.event_id), 1, 5), ' ') as event_ids
from states s
inner join federators f
  on coalesce(f.account_id, '') = coalesce(s.recipient_account_id, '') and f.role_name = s.role_name
left join deleted d
  on coalesce(d.recipient_account_id, '') = coalesce(s.recipient_account_id, '') and d.role_name = s.role_name
where s.age = 1
  and s.is_administrator
  and (d.deleted_at is null or d.deleted_at < s.event_time)
group by s.recipient_account_id, s.role_name
order by last_event_at desc, finding_key
