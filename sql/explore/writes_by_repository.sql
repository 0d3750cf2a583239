-- purpose:  What did each repository change, and in which accounts?
-- grain:    one row per repository, account, event source and event name
-- inputs:   calls
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
where ci_repository is not null
  and not coalesce(read_only, true)
group by ci_repository, recipient_account_id, event_source, event_name
order by calls desc, repository, recipient_account_id, event_source, event_name
