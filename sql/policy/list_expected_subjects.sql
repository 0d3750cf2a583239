-- purpose:  What the policy file said when it was last loaded.
-- grain:    one row per expectation (expectation_id)
-- inputs:   expected_subjects
-- outputs:  expectation_id varchar, role_like varchar, issuer_like varchar, audience_like varchar,
--           subject_like varchar, organization_like varchar, repository_like varchar, ref_kind varchar,
--           ref_like varchar, environment_like varchar, workflow_like varchar, owner varchar, until_at timestamp
select
  t.expectation_id, t.role_like, t.issuer_like, t.audience_like, t.subject_like, t.organization_like,
  t.repository_like, t.ref_kind, t.ref_like, t.environment_like, t.workflow_like, t.owner, t.until_at
from expected_subjects t
order by t.expectation_id
