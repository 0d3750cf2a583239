-- purpose:  OIDC providers that were created or deleted, or whose audiences or thumbprints changed.
-- grain:    one row per account and provider (finding_key is both)
-- inputs:   iam_changes
-- params:   :window_start_at timestamp, :window_end_at timestamp  (UTC, end excluded)
-- outputs:  finding columns + severity varchar, owner varchar (null), issuer varchar, provider_values varchar,
--           attribution varchar, event_ids varchar
-- quiet on: refused attempts; SAML providers; tags of a provider
-- source:   IAM API reference, OpenID Connect provider actions (read 2026-11)
with changes as (
  select
    i.event_time, i.event_id, i.event_name, i.change, i.recipient_account_id, i.aws_region, i.source_ip_address,
    i.provider_arn, i.provider_values, i.attribution,
    coalesce(
      regexp_extract(i.provider_arn, ':oidc-provider/(.+)$', 1),
      regexp_replace(i.provider_url, '^https?://', ''),
      i.provider_arn,
      i.event_id
    ) as issuer,
    coalesce(i.origin_subject, i.origin_principal, i.origin_key_id, i.principal_arn) as actor
  from iam_changes i
  where i.change in (
      'create_oidc_provider', 'delete_oidc_provider', 'add_oidc_audience', 'remove_oidc_audience',
      'update_oidc_thumbprint'
    )
    and i.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
    and i.event_time >= :window_start_at
    and i.event_time < :window_end_at
)
select
  concat(coalesce(c.recipient_account_id, 'unknown account'), ' ', c.issuer) as finding_key,
  min(c.event_time) as first_event_at,
  max(c.event_time) as last_event_at,
  count(*) as event_count,
  max_by(c.actor, c.event_time) as actor,
  array_join(slice(array_sort(array_agg(distinct c.event_name)), 1, 12), ', ') as action,
  coalesce(max(c.provider_arn), c.issuer) as resource,
  array_join(slice(array_sort(array_agg(distinct c.source_ip_address)), 1, 6), ', ') as source_ip,
  c.recipient_account_id as account_id,
  array_join(slice(array_sort(array_agg(distinct c.aws_region)), 1, 12), ', ') as region,
  -- Whoever adds an issuer or an audience opens a door; the other changes close one, or do nothing that AWS still checks.
  case when count_if(c.change in ('create_oidc_provider', 'add_oidc_audience')) > 0 then 'high' else 'medium' end as severity,
  cast(null as varchar) as owner,
  c.issuer,
  array_join(slice(array_sort(array_agg(distinct c.provider_values)), 1, 6), ' ') as provider_values,
  max_by(c.attribution, c.event_time) as attribution,
  array_join(slice(array_agg(c.event_id order by c.event_time desc, c.event_id), 1, 5), ' ') as event_ids
from changes c
group by c.recipient_account_id, c.issuer
order by severity, last_event_at desc, finding_key
