-- purpose:  Who called from this address, and what did they do?
-- grain:    one row per address, origin kind and origin
-- inputs:   calls
-- params:   :since_on date, :until_on date, :address_like varchar, :rows_max bigint  (UTC days, both included)
-- outputs:  source_ip_address varchar, origin_kind varchar, origin varchar, calls bigint, write_calls bigint,
--           refused bigint, services varchar, roles varchar, user_agents bigint, first_event_at timestamp,
--           last_event_at timestamp
select
  source_ip_address,
  origin_kind,
  coalesce(ci_repository, stable_subject, origin_subject, origin_key_id, origin_principal, principal_arn) as origin,
  count(*) as calls,
  count_if(not coalesce(read_only, true)) as write_calls,
  count_if(error_code is not null) as refused,
  array_join(slice(array_sort(array_agg(distinct replace(event_source, '.amazonaws.com', ''))), 1, 8), ', ') as services,
  array_join(slice(array_sort(array_agg(distinct role_arn)), 1, 4), ', ') as roles,
  count(distinct user_agent) as user_agents,
  min(event_time) as first_event_at,
  max(event_time) as last_event_at
from calls
where event_date between :since_on and :until_on
  and source_ip_address like :address_like escape '\'
group by
  source_ip_address,
  origin_kind,
  coalesce(ci_repository, stable_subject, origin_subject, origin_key_id, origin_principal, principal_arn)
order by calls desc, source_ip_address, origin_kind, origin
limit :rows_max
