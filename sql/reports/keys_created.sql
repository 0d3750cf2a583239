-- purpose:  Access keys created or activated again in the reported week.
-- grain:    one row per access key (key_id)
-- inputs:   iam_changes
-- params:   :week_start_on date, :window_end_on date  (UTC, end excluded)
-- outputs:  key_id varchar, user_name varchar, created_by varchar, created_at timestamp
select
  target_key_id as key_id,
  max(target_user_name) as user_name,
  max(coalesce(origin_principal, origin_subject, principal_arn)) as created_by,
  min(event_time) as created_at
from iam_changes
where target_key_id is not null
  and (change = 'create_access_key' or (change = 'update_access_key' and lower(key_status) = 'active'))
  and event_date >= :week_start_on
  and event_date < :window_end_on
group by target_key_id
order by created_at, key_id
