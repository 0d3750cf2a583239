-- purpose:  Room for the policy's exemptions as the file says them now.
-- grain:    one row per exemption (exemption_id)
-- inputs:   exemptions
-- outputs:  rows deleted from exemptions
delete from exemptions where exemption_id is not null
