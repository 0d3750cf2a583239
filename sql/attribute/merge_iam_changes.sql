-- purpose:  Changes that move trust, keys or logging, as typed columns, with who really made them.
-- grain:    one row per successful change (event_id, recipient_account_id)
-- inputs:   calls, iam_changes
-- params:   :event_date_first date, :event_date_last date  (days touched by this run, both included)
-- outputs:  rows merged into iam_changes; a row whose origin was repaired is brought up to date
merge into iam_changes t
using (
  with kinds as (
    select event_source, event_name, change from (values
      ('iam.amazonaws.com', 'CreateRole', 'create_role'),
      ('iam.amazonaws.com', 'DeleteRole', 'delete_role'),
      ('iam.amazonaws.com', 'UpdateRole', 'update_role'),
      ('iam.amazonaws.com', 'UpdateAssumeRolePolicy', 'update_trust_policy'),
      ('iam.amazonaws.com', 'AttachRolePolicy', 'attach_role_policy'),
      ('iam.amazonaws.com', 'DetachRolePolicy', 'detach_role_policy'),
      ('iam.amazonaws.com', 'PutRolePolicy', 'put_role_policy'),
      ('iam.amazonaws.com', 'DeleteRolePolicy', 'delete_role_policy'),
      ('iam.amazonaws.com', 'PutRolePermissionsBoundary', 'put_role_boundary'),
      ('iam.amazonaws.com', 'DeleteRolePermissionsBoundary', 'delete_role_boundary'),
      ('iam.amazonaws.com', 'CreatePolicy', 'create_policy'),
      ('iam.amazonaws.com', 'CreatePolicyVersion', 'create_policy_version'),
      ('iam.amazonaws.com', 'CreateUser', 'create_user'),
      ('iam.amazonaws.com', 'DeleteUser', 'delete_user'),
      ('iam.amazonaws.com', 'AttachUserPolicy', 'attach_user_policy'),
      ('iam.amazonaws.com', 'DetachUserPolicy', 'detach_user_policy'),
      ('iam.amazonaws.com', 'PutUserPolicy', 'put_user_policy'),
      ('iam.amazonaws.com', 'DeleteUserPolicy', 'delete_user_policy'),
      ('iam.amazonaws.com', 'AddUserToGroup', 'add_user_to_group'),
      ('iam.amazonaws.com', 'CreateLoginProfile', 'create_login_profile'),
      ('iam.amazonaws.com', 'UpdateLoginProfile', 'update_login_profile'),
      ('iam.amazonaws.com', 'DeleteLoginProfile', 'delete_login_profile'),
      ('iam.amazonaws.com', 'CreateAccessKey', 'create_access_key'),
      ('iam.amazonaws.com', 'UpdateAccessKey', 'update_access_key'),
      ('iam.amazonaws.com', 'DeleteAccessKey', 'delete_access_key'),
      ('iam.amazonaws.com', 'CreateOpenIDConnectProvider', 'create_oidc_provider'),
      ('iam.amazonaws.com', 'DeleteOpenIDConnectProvider', 'delete_oidc_provider'),
      ('iam.amazonaws.com', 'AddClientIDToOpenIDConnectProvider', 'add_oidc_audience'),
      ('iam.amazonaws.com', 'RemoveClientIDFromOpenIDConnectProvider', 'remove_oidc_audience'),
      ('iam.amazonaws.com', 'UpdateOpenIDConnectProviderThumbprint', 'update_oidc_thumbprint'),
      ('iam.amazonaws.com', 'CreateSAMLProvider', 'create_saml_provider'),
      ('iam.amazonaws.com', 'UpdateSAMLProvider', 'update_saml_provider'),
      ('iam.amazonaws.com', 'DeleteSAMLProvider', 'delete_saml_provider'),
      ('cloudtrail.amazonaws.com', 'CreateTrail', 'create_trail'),
      ('cloudtrail.amazonaws.com', 'UpdateTrail', 'update_trail'),
      ('cloudtrail.amazonaws.com', 'DeleteTrail', 'delete_trail'),
      ('cloudtrail.amazonaws.com', 'StartLogging', 'start_logging'),
      ('cloudtrail.amazonaws.com', 'StopLogging', 'stop_logging'),
      ('cloudtrail.amazonaws.com', 'PutEventSelectors', 'put_event_selectors'),
      ('cloudtrail.amazonaws.com', 'PutInsightSelectors', 'put_insight_selectors')
    ) as k (event_source, event_name, change)
  ),
  fields as (
    select
      c.event_time, c.event_date, c.event_id, c.shared_event_id, c.event_source, c.event_name, c.aws_region,
      c.recipient_account_id, c.error_code, c.error_message, c.source_ip_address, c.user_agent,
      k.change,
      json_extract_scalar(c.request_parameters, '$.roleName') as role_name,
      coalesce(
        json_extract_scalar(c.request_parameters, '$.userName'),
        json_extract_scalar(c.response_elements, '$.accessKey.userName'),
        case when k.change like '%access_key' then c.user_name end
      ) as target_user_name,
      coalesce(
        json_extract_scalar(c.request_parameters, '$.accessKeyId'),
        json_extract_scalar(c.response_elements, '$.accessKey.accessKeyId')
      ) as target_key_id,
      coalesce(
        json_extract_scalar(c.request_parameters, '$.status'),
        json_extract_scalar(c.response_elements, '$.accessKey.status')
      ) as key_status,
      coalesce(
        json_extract_scalar(c.request_parameters, '$.policyArn'),
        json_extract_scalar(c.response_elements, '$.policy.arn')
      ) as policy_arn,
      json_extract_scalar(c.request_parameters, '$.policyName') as policy_name,
      coalesce(
        json_extract_scalar(c.request_parameters, '$.assumeRolePolicyDocument'),
        json_extract_scalar(c.request_parameters, '$.policyDocument')
      ) as policy_document,
      coalesce(
        json_extract_scalar(c.request_parameters, '$.openIDConnectProviderArn'),
        json_extract_scalar(c.request_parameters, '$.OpenIDConnectProviderArn'),
        json_extract_scalar(c.response_elements, '$.openIDConnectProviderArn'),
        json_extract_scalar(c.response_elements, '$.OpenIDConnectProviderArn'),
        json_extract_scalar(c.request_parameters, '$.sAMLProviderArn'),
        json_extract_scalar(c.response_elements, '$.sAMLProviderArn')
      ) as provider_arn,
      case
        when k.change like '%oidc%' then coalesce(
          json_extract_scalar(c.request_parameters, '$.url'),
          json_extract_scalar(c.request_parameters, '$.Url')
        )
      end as provider_url,
      case
        when k.change like '%oidc%' then coalesce(
          json_extract_scalar(c.request_parameters, '$.clientID'),
          json_extract_scalar(c.request_parameters, '$.ClientID'),
          json_format(json_extract(c.request_parameters, '$.clientIDList')),
          json_format(json_extract(c.request_parameters, '$.ClientIDList')),
          json_format(json_extract(c.request_parameters, '$.thumbprintList')),
          json_format(json_extract(c.request_parameters, '$.ThumbprintList'))
        )
      end as provider_values,
      case
        when k.event_source = 'cloudtrail.amazonaws.com' then coalesce(
          json_extract_scalar(c.request_parameters, '$.name'),
          json_extract_scalar(c.request_parameters, '$.trailName')
        )
      end as trail_name,
      c.user_identity_type, c.principal_arn, c.access_key_id,
      c.origin_kind, c.origin_subject, c.origin_issuer, c.origin_key_id, c.origin_principal, c.chain_depth,
      c.attribution, c.attribution_reason, c.ci_platform, c.ci_organization, c.ci_repository, c.ci_repository_id,
      c.ci_ref_kind, c.ci_ref, c.ci_environment, c.ci_workflow, c.ci_trigger, c.ci_phase, c.ci_run_id,
      c.ci_run_id_source, c.ci_parse_status, c.stable_subject
    from calls c
    inner join kinds k on k.event_source = c.event_source and k.event_name = c.event_name
    where c.error_code is null
      and c.event_date between :event_date_first and :event_date_last
  )
  select
    f.event_time, f.event_date, f.event_id, f.shared_event_id, f.event_source, f.event_name, f.aws_region,
    f.recipient_account_id, f.error_code, f.error_message, f.source_ip_address, f.user_agent, f.change,
    coalesce(
      f.target_key_id, f.provider_arn, f.provider_url, f.trail_name, f.role_name, f.target_user_name, f.policy_arn
    ) as target,
    f.role_name, f.target_user_name, f.target_key_id, f.key_status, f.policy_arn, f.policy_name, f.policy_document,
    f.provider_arn, f.provider_url, f.provider_values, f.trail_name, f.user_identity_type, f.principal_arn,
    f.access_key_id, f.origin_kind, f.origin_subject, f.origin_issuer, f.origin_key_id, f.origin_principal,
    f.chain_depth, f.attribution, f.attribution_reason, f.ci_platform, f.ci_organization, f.ci_repository,
    f.ci_repository_id, f.ci_ref_kind, f.ci_ref, f.ci_environment, f.ci_workflow, f.ci_trigger, f.ci_phase,
    f.ci_run_id, f.ci_run_id_source, f.ci_parse_status, f.stable_subject
  from fields f
) n
on t.event_id = n.event_id and t.recipient_account_id is not distinct from n.recipient_account_id
when matched and (
  t.change is distinct from n.change
  or t.event_date is distinct from n.event_date
  or t.target is distinct from n.target
  or t.origin_kind is distinct from n.origin_kind
  or t.origin_subject is distinct from n.origin_subject
  or t.origin_issuer is distinct from n.origin_issuer
  or t.origin_key_id is distinct from n.origin_key_id
  or t.origin_principal is distinct from n.origin_principal
  or t.chain_depth is distinct from n.chain_depth
  or t.attribution is distinct from n.attribution
  or t.attribution_reason is distinct from n.attribution_reason
  or t.ci_platform is distinct from n.ci_platform
  or t.ci_organization is distinct from n.ci_organization
  or t.ci_repository is distinct from n.ci_repository
  or t.ci_repository_id is distinct from n.ci_repository_id
  or t.ci_ref_kind is distinct from n.ci_ref_kind
  or t.ci_ref is distinct from n.ci_ref
  or t.ci_environment is distinct from n.ci_environment
  or t.ci_workflow is distinct from n.ci_workflow
  or t.ci_trigger is distinct from n.ci_trigger
  or t.ci_phase is distinct from n.ci_phase
  or t.ci_run_id is distinct from n.ci_run_id
  or t.ci_run_id_source is distinct from n.ci_run_id_source
  or t.ci_parse_status is distinct from n.ci_parse_status
  or t.stable_subject is distinct from n.stable_subject
) then
  update set
    event_time = n.event_time, event_date = n.event_date, event_id = n.event_id, shared_event_id = n.shared_event_id,
    event_source = n.event_source, event_name = n.event_name, aws_region = n.aws_region,
    recipient_account_id = n.recipient_account_id, error_code = n.error_code, error_message = n.error_message,
    source_ip_address = n.source_ip_address, user_agent = n.user_agent, change = n.change, target = n.target,
    role_name = n.role_name, target_user_name = n.target_user_name, target_key_id = n.target_key_id,
    key_status = n.key_status, policy_arn = n.policy_arn, policy_name = n.policy_name,
    policy_document = n.policy_document, provider_arn = n.provider_arn, provider_url = n.provider_url,
    provider_values = n.provider_values, trail_name = n.trail_name, user_identity_type = n.user_identity_type,
    principal_arn = n.principal_arn, access_key_id = n.access_key_id, origin_kind = n.origin_kind,
    origin_subject = n.origin_subject, origin_issuer = n.origin_issuer, origin_key_id = n.origin_key_id,
    origin_principal = n.origin_principal, chain_depth = n.chain_depth, attribution = n.attribution,
    attribution_reason = n.attribution_reason, ci_platform = n.ci_platform, ci_organization = n.ci_organization,
    ci_repository = n.ci_repository, ci_repository_id = n.ci_repository_id, ci_ref_kind = n.ci_ref_kind,
    ci_ref = n.ci_ref, ci_environment = n.ci_environment, ci_workflow = n.ci_workflow, ci_trigger = n.ci_trigger,
    ci_phase = n.ci_phase, ci_run_id = n.ci_run_id, ci_run_id_source = n.ci_run_id_source,
    ci_parse_status = n.ci_parse_status, stable_subject = n.stable_subject
when not matched then
  insert (
    event_time, event_date, event_id, shared_event_id, event_source, event_name, aws_region, recipient_account_id,
    error_code, error_message, source_ip_address, user_agent, change, target, role_name, target_user_name,
    target_key_id, key_status, policy_arn, policy_name, policy_document, provider_arn, provider_url, provider_values,
    trail_name, user_identity_type, principal_arn, access_key_id, origin_kind, origin_subject, origin_issuer,
    origin_key_id, origin_principal, chain_depth, attribution, attribution_reason, ci_platform, ci_organization,
    ci_repository, ci_repository_id, ci_ref_kind, ci_ref, ci_environment, ci_workflow, ci_trigger, ci_phase,
    ci_run_id, ci_run_id_source, ci_parse_status, stable_subject
  )
  values (
    n.event_time, n.event_date, n.event_id, n.shared_event_id, n.event_source, n.event_name, n.aws_region,
    n.recipient_account_id, n.error_code, n.error_message, n.source_ip_address, n.user_agent, n.change, n.target,
    n.role_name, n.target_user_name, n.target_key_id, n.key_status, n.policy_arn, n.policy_name, n.policy_document,
    n.provider_arn, n.provider_url, n.provider_values, n.trail_name, n.user_identity_type, n.principal_arn,
    n.access_key_id, n.origin_kind, n.origin_subject, n.origin_issuer, n.origin_key_id, n.origin_principal,
    n.chain_depth, n.attribution, n.attribution_reason, n.ci_platform, n.ci_organization, n.ci_repository,
    n.ci_repository_id, n.ci_ref_kind, n.ci_ref, n.ci_environment, n.ci_workflow, n.ci_trigger, n.ci_phase,
    n.ci_run_id, n.ci_run_id_source, n.ci_parse_status, n.stable_subject
  )
