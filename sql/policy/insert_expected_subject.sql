-- purpose:  One expectation of the policy file.
-- grain:    one row per expectation (expectation_id)
-- inputs:   expected_subjects
-- params:   :expectation_id varchar, :role_like varchar, :issuer_like varchar, :audience_like varchar,
--           :subject_like varchar, :organization_like varchar, :repository_like varchar, :ref_kind varchar,
--           :ref_like varchar, :environment_like varchar, :workflow_like varchar, :owner varchar, :until_at timestamp
-- outputs:  the row inserted into expected_subjects
insert into expected_subjects (
  expectation_id, role_like, issuer_like, audience_like, subject_like, organization_like, repository_like, ref_kind,
  ref_like, environment_like, workflow_like, owner, until_at
)
values (
  :expectation_id, :role_like, :issuer_like, :audience_like, :subject_like, :organization_like, :repository_like,
  :ref_kind, :ref_like, :environment_like, :workflow_like, :owner, :until_at
)
