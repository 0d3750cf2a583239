-- purpose:  Whether the policy expects anything at all, so that silence is not taken for order.
-- grain:    one row per lake
-- inputs:   expected_subjects
-- outputs:  expectations bigint
select count(*) as expectations
from expected_subjects
order by expectations
