-- purpose:  Who really changed trust, keys and logging?
-- grain:    one row per change (event_id)
-- inputs:   iam_changes
-- outputs:  event_time timestamp, change varchar, target varchar, recipient_account_id varchar, origin_kind varchar,
--           origin varchar, repository varchar, event_id varchar
select
  event_time,
  change,
  target,
  recipient_account_id,
  origin_kind,
  coalesce(origin_key_id, stable_subject, origin_subject, origin_principal, principal_arn) as origin,
  ci_repository as repository,
  event_id
from iam_changes
order by event_time desc, event_id, recipient_account_id
limit 200
