-- purpose:  Forgets what older rules said of documents, which are then graded again.
-- grain:    one row per policy document and thing to say of it
-- inputs:   policy_grades
-- params:   :rules_version integer
-- outputs:  the rows deleted from policy_grades
delete from policy_grades
where rules_version <> :rules_version
