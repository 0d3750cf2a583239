-- purpose:  Room for the policy's principals as the file says them now.
-- grain:    one row per principal pattern (principal_like)
-- inputs:   principals
-- outputs:  rows deleted from principals
delete from principals where principal_like is not null
