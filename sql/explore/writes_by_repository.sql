-- purpose:  What did each repository change, and in which accounts?
-- grain:    one row per repository, account, event source and event name
-- inputs:   calls
-- params:   :since_on date, :until_on date, :repository_like varchar, :rows_max bigint  (UTC days, both included)
-- outputs:  repository varchar, recipient_account_id varchar, event_source varchar, event_name varchar, calls bigint,
--           last_event_at timestamp
select
  ci_repository as repository,
  recipient_account_id,
  event_source,
  event_name,
  count(*) as calls,
  max(event_time) as last_event_at
from calls
where event_date between :since_on and :until_on
  and ci_repository like :repository_like escape '\'
  and not coalesce(read_only, true)
group by ci_repository, recipient_account_id, event_source, event_name
order by calls desc, repository, recipient_account_id, event_source, event_name
limit :rows_max
