-- purpose:  What did this run of a pipeline do?
-- grain:    one row per run, repository, account, role, event source and event name
-- inputs:   calls
-- params:   :since_on date, :until_on date, :run_like varchar, :rows_max bigint  (UTC days, both included)
-- outputs:  run_id varchar, repository varchar, account_id varchar, role_arn varchar, event_source varchar,
--           event_name varchar, calls bigint, refused bigint, first_event_at timestamp, last_event_at timestamp,
--           run_id_source varchar (where the id was read: a job can forge user agents and session names)
select
  ci_run_id as run_id,
  ci_repository as repository,
  recipient_account_id as account_id,
  role_arn,
  event_source,
  event_name,
  count(*) as calls,
  count_if(error_code is not null) as refused,
  min(event_time) as first_event_at,
  max(event_time) as last_event_at,
  max(ci_run_id_source) as run_id_source
from calls
where event_date between :since_on and :until_on
  and ci_run_id like :run_like escape '\'
group by ci_run_id, ci_repository, recipient_account_id, role_arn, event_source, event_name
order by first_event_at, run_id, repository, account_id, role_arn, event_source, event_name
limit :rows_max
