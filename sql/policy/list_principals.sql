-- purpose:  What the policy file said when it was last loaded.
-- grain:    one row per principal pattern (principal_like)
-- inputs:   principals
-- outputs:  principal_like varchar, use varchar, owner varchar, precedence integer
select
  t.principal_like, t.use, t.owner, t.precedence
from principals t
order by t.principal_like
