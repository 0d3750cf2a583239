-- purpose:  Which pull requests do session names of Atlantis name, and what did they touch?
-- grain:    one row per pull request, account and role
-- inputs:   calls
-- params:   :since_on date, :until_on date, :pull_request_like varchar, :rows_max bigint  (UTC days, both included)
-- outputs:  pull_request varchar (as the session name says, which whoever asks for the session chooses),
--           account_id varchar, role_arn varchar, origins varchar, calls bigint, write_calls bigint, refused bigint,
--           changes varchar, first_event_at timestamp, last_event_at timestamp
select
  pull_request_hint as pull_request,
  recipient_account_id as account_id,
  role_arn,
  array_join(slice(array_sort(array_agg(distinct coalesce(origin_key_id, stable_subject, origin_subject, origin_principal, principal_arn, principal_id))), 1, 4), ', ') as origins,
  count(*) as calls,
  count_if(not coalesce(read_only, true)) as write_calls,
  count_if(error_code is not null) as refused,
  array_join(
    slice(array_sort(array_agg(distinct case when not coalesce(read_only, true) then event_name end)), 1, 12), ', '
  ) as changes,
  min(event_time) as first_event_at,
  max(event_time) as last_event_at
from calls
where event_date between :since_on and :until_on
  and pull_request_hint like :pull_request_like escape '\'
group by pull_request_hint, recipient_account_id, role_arn
order by last_event_at desc, pull_request, account_id, role_arn
limit :rows_max
