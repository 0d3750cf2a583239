-- purpose:  What did this repository do in AWS, and where?
-- grain:    one row per repository, account, role, event source and event name
-- inputs:   calls
-- params:   :since_on date, :until_on date, :repository_like varchar, :rows_max bigint  (UTC days, both included)
-- outputs:  repository varchar, account_id varchar, role_arn varchar, event_source varchar, event_name varchar,
--           calls bigint, write_calls bigint, refused bigint, first_event_at timestamp, last_event_at timestamp
select
  ci_repository as repository,
  recipient_account_id as account_id,
  role_arn,
  event_source,
  event_name,
  count(*) as calls,
  count_if(not coalesce(read_only, true)) as write_calls,
  count_if(error_code is not null) as refused,
  min(event_time) as first_event_at,
  max(event_time) as last_event_at
from calls
where event_date between :since_on and :until_on
  and ci_repository like :repository_like escape '\'
group by ci_repository, recipient_account_id, role_arn, event_source, event_name
order by write_calls desc, calls desc, repository, account_id, role_arn, event_source, event_name
limit :rows_max
