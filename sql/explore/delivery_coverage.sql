-- purpose:  Which accounts and regions delivered logs, and did they on the last day?
-- grain:    one row per account and region
-- inputs:   deliveries
-- params:   :since_on date, :until_on date, :rows_max bigint  (UTC days, both included)
-- outputs:  account_id varchar, region varchar, days bigint (on which something came), objects bigint, records bigint,
--           rejects bigint, objects_last_day bigint, last_delivered_at timestamp
select
  account_id,
  region,
  count(distinct cast(delivered_at as date)) as days,
  count(*) as objects,
  coalesce(sum(records_read), 0) as records,
  coalesce(sum(rejects), 0) as rejects,
  count_if(cast(delivered_at as date) >= :until_on) as objects_last_day,
  max(delivered_at) as last_delivered_at
from deliveries
where cast(delivered_at as date) >= :since_on
  and cast(delivered_at as date) <= date_add('day', 1, cast(:until_on as date))
group by account_id, region
order by objects_last_day, account_id, region
limit :rows_max
