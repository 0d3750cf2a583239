-- purpose:  Room for the newest credential report of an account.
-- grain:    one row per report, as slot 0, and active key (user_arn, slot)
-- inputs:   key_inventory
-- params:   :account_id varchar
-- outputs:  rows deleted from key_inventory
delete from key_inventory
where split_part(user_arn, ':', 5) = :account_id
