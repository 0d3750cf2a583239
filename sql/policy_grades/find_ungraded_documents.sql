-- purpose:  Policy documents of IAM changes that were not graded yet, or by older rules; the oldest first.
-- grain:    one row per change with a document (event_id, recipient_account_id)
-- inputs:   iam_changes, policy_grades
-- params:   :rules_version integer, :documents_max bigint
-- outputs:  event_id varchar, recipient_account_id varchar, event_time timestamp, change varchar, policy_document varchar
select i.event_id, i.recipient_account_id, i.event_time, i.change, i.policy_document
from iam_changes i
left join policy_grades g
  on g.event_id = i.event_id
  and coalesce(g.recipient_account_id, '') = coalesce(i.recipient_account_id, '')
  and g.rules_version = :rules_version
where i.change in ('create_role', 'update_trust_policy', 'put_role_policy', 'create_policy', 'create_policy_version')
  and i.policy_document is not null
  and g.event_id is null
order by i.event_time, i.event_id, i.recipient_account_id
limit :documents_max
