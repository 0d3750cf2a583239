-- purpose:  Sessions that both moved artefacts and changed infrastructure, so that a build can reach production.
-- grain:    one row per role, issuer and repository or subject (finding_key is all three)
-- inputs:   calls
-- params:   :window_start_at timestamp, :window_end_at timestamp  (UTC, end excluded)
-- outputs:  finding columns + severity varchar, owner varchar (null), issuer varchar, sessions bigint,
--           artefact_actions varchar, change_actions varchar, services varchar, event_ids varchar (the changes)
-- quiet on: pulling the image that is deployed, signing in to a registry and nothing more, care of the registry itself,
--           logs and keys, refused calls; artefacts kept in S3
-- source:   SLSA 1.0, build track: isolation of builds (read 2026-11)
with artefact_names as (
  select event_source, event_name from (values
    ('ecr.amazonaws.com', 'PutImage'),
    ('ecr.amazonaws.com', 'InitiateLayerUpload'),
    ('ecr.amazonaws.com', 'UploadLayerPart'),
    ('ecr.amazonaws.com', 'CompleteLayerUpload'),
    ('ecr-public.amazonaws.com', 'PutImage'),
    ('ecr-public.amazonaws.com', 'InitiateLayerUpload'),
    ('ecr-public.amazonaws.com', 'CompleteLayerUpload'),
    ('codeartifact.amazonaws.com', 'GetAuthorizationToken'),
    ('codeartifact.amazonaws.com', 'PublishPackageVersion'),
    ('codeartifact.amazonaws.com', 'GetPackageVersionAsset')
  ) as n (event_source, event_name)
),
made as (
  select
    c.event_id, c.event_time, c.event_name, c.event_source, c.session_id, c.role_arn, c.origin_issuer,
    coalesce(c.ci_repository, c.stable_subject, c.origin_subject) as subject,
    c.source_ip_address, c.aws_region, c.recipient_account_id,
    n.event_name is not null as is_artefact,
    n.event_name is null and not coalesce(c.read_only, true)
      and coalesce(c.event_category, 'Management') = 'Management'
      and coalesce(c.event_source, '') not in (
        'sts.amazonaws.com', 'ecr.amazonaws.com', 'ecr-public.amazonaws.com', 'codeartifact.amazonaws.com',
        'kms.amazonaws.com', 'logs.amazonaws.com', 'signin.amazonaws.com'
      ) as is_change
  from calls c
  left join artefact_names n on n.event_source = c.event_source and n.event_name = c.event_name
  where c.origin_kind = 'web_identity'
    and c.session_id is not null
    and c.error_code is null
    and c.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
    and c.event_time >= :window_start_at
    and c.event_time < :window_end_at
),
both_kinds as (
  select m.session_id
  from made m
  group by m.session_id
  having bool_or(m.is_artefact) and bool_or(m.is_change)
)
select
  concat(coalesce(m.role_arn, 'unknown role'), ' ', coalesce(m.origin_issuer, ''), ' ', coalesce(m.subject, '')) as finding_key,
  min(m.event_time) as first_event_at,
  max(m.event_time) as last_event_at,
  count(*) as event_count,
  m.subject as actor,
  array_join(slice(array_sort(array_agg(distinct m.event_name)), 1, 12), ', ') as action,
  m.role_arn as resource,
  array_join(slice(array_sort(array_agg(distinct m.source_ip_address)), 1, 6), ', ') as source_ip,
  min(m.recipient_account_id) as account_id,
  array_join(slice(array_sort(array_agg(distinct m.aws_region)), 1, 12), ', ') as region,
  'low' as severity,
  cast(null as varchar) as owner,
  m.origin_issuer as issuer,
  count(distinct m.session_id) as sessions,
  array_join(slice(array_sort(array_agg(distinct m.event_name) filter (where m.is_artefact)), 1, 12), ', ') as artefact_actions,
  array_join(slice(array_sort(array_agg(distinct m.event_name) filter (where m.is_change)), 1, 12), ', ') as change_actions,
  array_join(slice(array_sort(array_agg(distinct m.event_source)), 1, 12), ', ') as services,
  array_join(
    slice(array_agg(m.event_id order by m.event_time desc, m.event_id) filter (where m.is_change), 1, 5), ' '
  ) as event_ids
from made m
inner join both_kinds b on b.session_id = m.session_id
where m.is_artefact or m.is_change
group by m.role_arn, m.origin_issuer, m.subject
order by last_event_at desc, finding_key
