-- purpose:  Which calls of which repository were denied, and what permission is missing?
-- grain:    one row per origin, role, event source and event name
-- inputs:   calls
-- params:   :since_on date, :until_on date, :repository_like varchar, :rows_max bigint  (UTC days, both included)
-- outputs:  origin varchar, origin_kind varchar, role_arn varchar, event_source varchar, event_name varchar,
--           permission varchar (as the message names it), calls bigint, error_code varchar, message varchar,
--           last_event_at timestamp
select
  coalesce(ci_repository, stable_subject, origin_subject, origin_key_id, origin_principal, principal_arn) as origin,
  origin_kind,
  role_arn,
  event_source,
  event_name,
  max(regexp_extract(error_message, 'not authorized to perform: ([a-z0-9-]+:[A-Za-z0-9*]+)', 1)) as permission,
  count(*) as calls,
  max(error_code) as error_code,
  substr(max(error_message), 1, 400) as message,
  max(event_time) as last_event_at
from calls
where event_date between :since_on and :until_on
  and regexp_like(error_code, 'AccessDenied|UnauthorizedOperation|UnauthorizedAccess|NotAuthorized')
  and coalesce(ci_repository, '') like :repository_like escape '\'
group by
  coalesce(ci_repository, stable_subject, origin_subject, origin_key_id, origin_principal, principal_arn),
  origin_kind,
  role_arn,
  event_source,
  event_name
order by calls desc, origin, origin_kind, role_arn, event_source, event_name
limit :rows_max
