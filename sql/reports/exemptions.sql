-- purpose:  The exemptions of the policy file, each as it stands in the file.
-- grain:    one row per rule, reason, owner and end
-- inputs:   exemptions
-- outputs:  rule varchar, patterns varchar (LIKE patterns of what it covers), reason varchar, owner varchar,
--           until_at timestamp
select
  rule,
  array_join(
    array_sort(array_agg(distinct coalesce(key_id_like, actor_like, resource_like, account_like, '%'))), ', '
  ) as patterns,
  reason,
  owner,
  until_at
from exemptions
group by rule, reason, owner, until_at
order by until_at, rule, owner, reason
