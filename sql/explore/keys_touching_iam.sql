-- purpose:  Which long-lived keys read or change IAM, themselves or through sessions?
-- grain:    one row per access key and event name
-- inputs:   calls
-- params:   :since_on date, :until_on date, :rows_max bigint  (UTC days, both included)
-- outputs:  access_key_id varchar, principal varchar, event_name varchar, calls bigint, write_calls bigint,
--           refused bigint, through_roles varchar, addresses varchar, last_event_at timestamp
select
  origin_key_id as access_key_id,
  max(origin_principal) as principal,
  event_name,
  count(*) as calls,
  count_if(not coalesce(read_only, true)) as write_calls,
  count_if(error_code is not null) as refused,
  array_join(slice(array_sort(array_agg(distinct role_arn)), 1, 4), ', ') as through_roles,
  array_join(slice(array_sort(array_agg(distinct source_ip_address)), 1, 4), ', ') as addresses,
  max(event_time) as last_event_at
from calls
where event_date between :since_on and :until_on
  and origin_kind = 'access_key'
  and origin_key_id is not null
  and event_source = 'iam.amazonaws.com'
group by origin_key_id, event_name
order by write_calls desc, calls desc, access_key_id, event_name
limit :rows_max
