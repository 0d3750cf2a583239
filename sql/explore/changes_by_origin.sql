-- purpose:  Who really changed trust, keys and logging?
-- grain:    one row per change (event_id, recipient_account_id)
-- inputs:   iam_changes
-- params:   :since_on date, :until_on date, :rows_max bigint  (UTC days, both included)
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
where event_date between :since_on and :until_on
order by event_time desc, event_id, recipient_account_id
limit :rows_max
