-- purpose:  Room for the policy's expectations as the file says them now.
-- grain:    one row per expectation (expectation_id)
-- inputs:   expected_subjects
-- outputs:  rows deleted from expected_subjects
delete from expected_subjects where expectation_id is not null
