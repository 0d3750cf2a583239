-- purpose:  What was done with a long-lived key, most frequent first.
-- grain:    one row per event source and name
-- inputs:   calls
-- params:   :access_key_id varchar
-- outputs:  event_source varchar, event_name varchar, calls bigint, refused bigint, first_event_at timestamp,
--           last_event_at timestamp, addresses varchar, principal_arn varchar
select
  event_source,
  event_name,
  count(*) as calls,
  count_if(error_code is not null) as refused,
  min(event_time) as first_event_at,
  max(event_time) as last_event_at,
  array_join(slice(array_sort(array_agg(distinct source_ip_address)), 1, 3), ', ') as addresses,
  max(principal_arn) as principal_arn
from calls
where access_key_id = :access_key_id
  and session_id is null
group by event_source, event_name
order by calls desc, event_source, event_name
