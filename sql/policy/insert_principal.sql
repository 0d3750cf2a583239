-- purpose:  One principal pattern of the policy file.
-- grain:    one row per principal pattern (principal_like)
-- inputs:   principals
-- params:   :principal_like varchar, :use varchar, :owner varchar
-- outputs:  the row inserted into principals
insert into principals (principal_like, use, owner)
values (:principal_like, :use, :owner)
