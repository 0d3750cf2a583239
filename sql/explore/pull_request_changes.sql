-- purpose:  What did jobs for pull requests change before anything was merged?
-- grain:    one row per repository, pull request, run, account, event source and event name
-- inputs:   calls
-- params:   :since_on date, :until_on date, :pull_request_like varchar, :rows_max bigint  (UTC days, both included)
-- outputs:  repository varchar, pull_request varchar (null where the subject does not number it), run_id varchar,
--           account_id varchar, event_source varchar, event_name varchar, calls bigint, refused bigint, roles varchar,
--           last_event_at timestamp
select
  coalesce(ci_repository, split_part(pull_request_hint, '#', 1)) as repository,
  coalesce(pull_request_hint, concat(ci_repository, '#', ci_ref)) as pull_request,
  ci_run_id as run_id,
  recipient_account_id as account_id,
  event_source,
  event_name,
  count(*) as calls,
  count_if(error_code is not null) as refused,
  array_join(slice(array_sort(array_agg(distinct role_arn)), 1, 4), ', ') as roles,
  max(event_time) as last_event_at
from calls
where event_date between :since_on and :until_on
  and not coalesce(read_only, true)
  and (ci_ref_kind = 'pull_request' or pull_request_hint is not null)
  and coalesce(pull_request_hint, concat(ci_repository, '#', ci_ref), ci_repository, '') like :pull_request_like escape '\'
group by
  coalesce(ci_repository, split_part(pull_request_hint, '#', 1)),
  coalesce(pull_request_hint, concat(ci_repository, '#', ci_ref)),
  ci_run_id,
  recipient_account_id,
  event_source,
  event_name
order by last_event_at desc, repository, pull_request, run_id, account_id, event_source, event_name
limit :rows_max
