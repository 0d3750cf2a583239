-- purpose:  Which sessions were obtained through several roles, and what is at their root?
-- grain:    one row per origin kind, origin, role before, role and number of hops
-- inputs:   sessions
-- params:   :since_on date, :until_on date, :hops_min integer, :rows_max bigint  (UTC days, both included)
-- outputs:  hops integer (sessions between the origin and this one), origin_kind varchar, origin varchar,
--           from_role_arn varchar, role_arn varchar, sessions bigint, refused bigint, first_session_at timestamp,
--           last_session_at timestamp
select
  chain_hops as hops,
  origin_kind,
  coalesce(ci_repository, stable_subject, origin_subject, origin_key_id, origin_principal) as origin,
  caller_role_arn as from_role_arn,
  role_arn,
  count_if(error_code is null) as sessions,
  count_if(error_code is not null) as refused,
  min(event_time) as first_session_at,
  max(event_time) as last_session_at
from sessions
where event_date between :since_on and :until_on
  and chain_hops >= :hops_min
group by
  chain_hops,
  origin_kind,
  coalesce(ci_repository, stable_subject, origin_subject, origin_key_id, origin_principal),
  caller_role_arn,
  role_arn
order by hops desc, sessions desc, origin_kind, origin, from_role_arn, role_arn
limit :rows_max
