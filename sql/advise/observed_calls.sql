-- purpose:  What a role, or a long-lived key with all that hangs on it, did: every action with the resources that it names.
-- grain:    one row per action, place, role and named resources (event_source, event_name, event_type, event_category,
--           aws_region, account_id, role_arn, resources, arguments, instances, passed_roles)
-- inputs:   calls
-- params:   :role_arn varchar, :key_id varchar (one of the two is null), :window_start_at timestamp,
--           :window_end_at timestamp, :variants_max bigint, :rows_max bigint  (UTC, end excluded)
-- outputs:  event_source varchar, event_name varchar, event_type varchar, event_category varchar, aws_region varchar,
--           account_id varchar, role_arn varchar, resources varchar (JSON, ARNs), arguments varchar (JSON, name=value),
--           instances varchar (JSON, ids), passed_roles varchar (JSON, ARNs), calls bigint, denied bigint, variants bigint (of the same action),
--           last_event_at timestamp
with done as (
  select
    c.event_source, c.event_name, c.event_type, c.event_category, c.aws_region,
    c.recipient_account_id as account_id,
    c.role_arn,
    json_format(cast(array_sort(array_distinct(filter(c.resource_arns, r -> r is not null))) as json)) as resources,
    case
      when c.request_parameters is not null then json_format(cast(array_sort(array_distinct(filter(
          array[
            concat('bucketName=', json_extract_scalar(c.request_parameters, '$.bucketName')),
            concat('functionName=', json_extract_scalar(c.request_parameters, '$.functionName')),
            concat('tableName=', json_extract_scalar(c.request_parameters, '$.tableName')),
            concat('roleName=', json_extract_scalar(c.request_parameters, '$.roleName')),
            concat('userName=', json_extract_scalar(c.request_parameters, '$.userName')),
            concat('groupName=', json_extract_scalar(c.request_parameters, '$.groupName')),
            concat('policyName=', json_extract_scalar(c.request_parameters, '$.policyName')),
            concat('policyArn=', json_extract_scalar(c.request_parameters, '$.policyArn')),
            concat('instanceProfileName=', json_extract_scalar(c.request_parameters, '$.instanceProfileName')),
            concat('queueName=', json_extract_scalar(c.request_parameters, '$.queueName')),
            concat('queueUrl=', json_extract_scalar(c.request_parameters, '$.queueUrl')),
            concat('name=', json_extract_scalar(c.request_parameters, '$.name')),
            concat('topicArn=', json_extract_scalar(c.request_parameters, '$.topicArn')),
            concat('secretId=', json_extract_scalar(c.request_parameters, '$.secretId')),
            concat('keyId=', json_extract_scalar(c.request_parameters, '$.keyId')),
            concat('stackName=', json_extract_scalar(c.request_parameters, '$.stackName')),
            concat('cluster=', json_extract_scalar(c.request_parameters, '$.cluster')),
            concat('service=', json_extract_scalar(c.request_parameters, '$.service')),
            concat('repositoryName=', json_extract_scalar(c.request_parameters, '$.repositoryName')),
            concat('logGroupName=', json_extract_scalar(c.request_parameters, '$.logGroupName')),
            concat('groupId=', json_extract_scalar(c.request_parameters, '$.groupId')),
            concat('dBInstanceIdentifier=', json_extract_scalar(c.request_parameters, '$.dBInstanceIdentifier')),
            concat('dBSnapshotIdentifier=', json_extract_scalar(c.request_parameters, '$.dBSnapshotIdentifier')),
            concat('workGroup=', json_extract_scalar(c.request_parameters, '$.workGroup')),
            concat('databaseName=', json_extract_scalar(c.request_parameters, '$.databaseName')),
            concat('stateMachineArn=', json_extract_scalar(c.request_parameters, '$.stateMachineArn')),
            concat('streamName=', json_extract_scalar(c.request_parameters, '$.streamName')),
            concat('deliveryStreamName=', json_extract_scalar(c.request_parameters, '$.deliveryStreamName')),
            concat('alarmName=', json_extract_scalar(c.request_parameters, '$.alarmName')),
            concat('projectName=', json_extract_scalar(c.request_parameters, '$.projectName')),
            concat('hostedZoneId=', json_extract_scalar(c.request_parameters, '$.hostedZoneId')),
            concat('fileSystemId=', json_extract_scalar(c.request_parameters, '$.fileSystemId')),
            concat('autoScalingGroupName=', json_extract_scalar(c.request_parameters, '$.autoScalingGroupName')),
            concat('roleArn=', json_extract_scalar(c.request_parameters, '$.roleArn')),
            concat('instanceId=', json_extract_scalar(c.request_parameters, '$.instanceId'))
          ],
          a -> a is not null
        ))) as json))
    end as arguments,
    json_format(cast(array_sort(array_distinct(
      regexp_extract_all(c.request_parameters, '"instanceId":"(i-[0-9a-f]+)"', 1)
    )) as json)) as instances,
    json_format(cast(array_sort(array_distinct(
      regexp_extract_all(
        c.request_parameters,
        '"[A-Za-z]*[rR]ole(?:Arn|ARN)?":"(arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+)"',
        1
      )
    )) as json)) as passed_roles,
    c.error_code,
    c.event_time
  from calls c
  where (c.role_arn = :role_arn or c.origin_key_id = :key_id)
    and c.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
    and c.event_time >= :window_start_at
    and c.event_time < :window_end_at
),
kinds as (
  select
    d.event_source, d.event_name, d.event_type, d.event_category, d.aws_region, d.account_id, d.role_arn, d.resources,
    d.arguments, d.instances, d.passed_roles,
    count(*) as calls,
    count_if(
      regexp_like(lower(d.error_code), 'access_?denied|unauthorized|not_?authorized|authorizationerror|forbidden')
    ) as denied,
    max(d.event_time) as last_event_at
  from done d
  group by
    d.event_source, d.event_name, d.event_type, d.event_category, d.aws_region, d.account_id, d.role_arn, d.resources,
    d.arguments, d.instances, d.passed_roles
),
counted as (
  select
    k.event_source, k.event_name, k.event_type, k.event_category, k.aws_region, k.account_id, k.role_arn, k.resources,
    k.arguments, k.instances, k.passed_roles, k.calls, k.denied, k.last_event_at,
    count(*) over (partition by k.event_source, k.event_name, k.event_type, k.role_arn) as variants,
    row_number() over (
      partition by k.event_source, k.event_name, k.event_type, k.role_arn
      order by k.calls desc, k.aws_region, k.account_id, k.resources, k.arguments, k.instances, k.passed_roles, k.event_category
    ) as place
  from kinds k
)
select
  c.event_source, c.event_name, c.event_type, c.event_category, c.aws_region, c.account_id, c.role_arn, c.resources,
  c.arguments, c.instances, c.passed_roles, c.calls, c.denied, c.variants, c.last_event_at
from counted c
where c.place <= :variants_max
order by
  c.event_source, c.event_name, c.event_type, c.event_category, c.aws_region, c.account_id, c.role_arn, c.resources,
  c.arguments, c.instances, c.passed_roles
limit :rows_max
