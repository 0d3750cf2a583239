-- purpose:  What was delivered from where, and how fresh it is.
-- grain:    one row per account and region
-- inputs:   deliveries
-- outputs:  account_id varchar, region varchar, objects bigint, records bigint, rejects bigint,
--           first_delivered_at timestamp, last_delivered_at timestamp
select
  account_id,
  region,
  count(*) as objects,
  coalesce(sum(records_read), 0) as records,
  coalesce(sum(rejects), 0) as rejects,
  min(delivered_at) as first_delivered_at,
  max(delivered_at) as last_delivered_at
from deliveries
group by account_id, region
order by account_id, region
