-- purpose:  What would a role need that replaces this long-lived key? Keys by last use.
-- grain:    one row per access key and event source
-- inputs:   calls
-- params:   :since_on date, :until_on date, :key_like varchar, :rows_max bigint  (UTC days, both included)
-- outputs:  access_key_id varchar, principal varchar, key_last_event_at timestamp, event_source varchar,
--           actions varchar, calls bigint, write_calls bigint, refused bigint, through_roles varchar, regions varchar
with used as (
  select
    origin_key_id, origin_principal, event_source, event_name, event_time, read_only, error_code, role_arn, aws_region,
    max(event_time) over (partition by origin_key_id) as key_last_event_at
  from calls
  where event_date between :since_on and :until_on
    and origin_kind = 'access_key'
    and origin_key_id like :key_like escape '\'
)
select
  origin_key_id as access_key_id,
  max(origin_principal) as principal,
  key_last_event_at,
  event_source,
  array_join(slice(array_sort(array_agg(distinct event_name)), 1, 20), ', ') as actions,
  count(*) as calls,
  count_if(not coalesce(read_only, true)) as write_calls,
  count_if(error_code is not null) as refused,
  array_join(slice(array_sort(array_agg(distinct role_arn)), 1, 4), ', ') as through_roles,
  array_join(slice(array_sort(array_agg(distinct aws_region)), 1, 6), ', ') as regions
from used
group by origin_key_id, key_last_event_at, event_source
order by key_last_event_at desc, access_key_id, calls desc, event_source
limit :rows_max
