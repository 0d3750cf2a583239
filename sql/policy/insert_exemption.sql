-- purpose:  One exemption of the policy file.
-- grain:    one row per exemption (exemption_id)
-- inputs:   exemptions
-- params:   :exemption_id varchar, :rule varchar, :key_id_like varchar, :actor_like varchar, :account_like varchar,
--           :resource_like varchar, :reason varchar, :owner varchar, :until_at timestamp
-- outputs:  the row inserted into exemptions
insert into exemptions (
  exemption_id, rule, key_id_like, actor_like, account_like, resource_like, reason, owner, until_at
)
values (
  :exemption_id, :rule, :key_id_like, :actor_like, :account_like, :resource_like, :reason, :owner, :until_at
)
