-- purpose:  How many policy documents could not be read, and so were not judged.
-- grain:    one row per lake
-- inputs:   policy_grades
-- outputs:  documents bigint
select count(*) as documents
from policy_grades g
where g.grade = 'unreadable'
