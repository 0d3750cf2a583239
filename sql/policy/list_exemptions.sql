-- purpose:  What the policy file said when it was last loaded.
-- grain:    one row per exemption (exemption_id)
-- inputs:   exemptions
-- outputs:  exemption_id varchar, rule varchar, key_id_like varchar, actor_like varchar, account_like varchar,
--           resource_like varchar, reason varchar, owner varchar, until_at timestamp
select
  t.exemption_id, t.rule, t.key_id_like, t.actor_like, t.account_like, t.resource_like, t.reason, t.owner, t.until_at
from exemptions t
order by t.exemption_id
