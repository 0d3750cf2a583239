-- purpose:  Which origins made calls that name a resource, newest first.
-- grain:    one row per origin
-- inputs:   calls
-- params:   :resource_like varchar, :row_limit bigint
-- outputs:  last_event_at timestamp, first_event_at timestamp, origin_kind varchar, origin varchar, repository varchar,
--           issuer varchar, attribution varchar, calls bigint, refused bigint, actions varchar, roles varchar,
--           last_event_id varchar
select
  max(event_time) as last_event_at,
  min(event_time) as first_event_at,
  origin_kind,
  coalesce(origin_key_id, stable_subject, origin_subject, origin_principal, principal_arn, principal_id) as origin,
  max(ci_repository) as repository,
  max(origin_issuer) as issuer,
  min(attribution) as attribution,
  count(*) as calls,
  count_if(error_code is not null) as refused,
  array_join(slice(array_sort(array_agg(distinct event_name)), 1, 8), ', ') as actions,
  array_join(slice(array_sort(array_agg(distinct role_arn)), 1, 4), ', ') as roles,
  max_by(event_id, event_time) as last_event_id
from calls
where (
    cardinality(filter(resource_arns, r -> r like :resource_like escape '\')) > 0
    or request_parameters like concat('%', :resource_like, '%') escape '\'
  )
group by
  origin_kind,
  coalesce(origin_key_id, stable_subject, origin_subject, origin_principal, principal_arn, principal_id)
order by last_event_at desc, origin_kind, origin
limit :row_limit
