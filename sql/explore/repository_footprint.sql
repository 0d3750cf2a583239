-- purpose:  Which accounts, regions and services does each repository touch?
-- grain:    one row per repository, account and region
-- inputs:   calls
-- params:   :since_on date, :until_on date, :repository_like varchar, :rows_max bigint  (UTC days, both included)
-- outputs:  repository varchar, account_id varchar, region varchar, services varchar, calls bigint, write_calls bigint,
--           last_event_at timestamp
select
  ci_repository as repository,
  recipient_account_id as account_id,
  aws_region as region,
  array_join(slice(array_sort(array_agg(distinct replace(event_source, '.amazonaws.com', ''))), 1, 20), ', ') as services,
  count(*) as calls,
  count_if(not coalesce(read_only, true)) as write_calls,
  max(event_time) as last_event_at
from calls
where event_date between :since_on and :until_on
  and ci_repository like :repository_like escape '\'
group by ci_repository, recipient_account_id, aws_region
order by repository, account_id, region
limit :rows_max
