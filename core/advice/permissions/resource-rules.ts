/**
 * Where a call names its resource: templates that `{argument}` of the request fills; `P`, `R` and `A` are partition, region and
 * account. All templates of the first rule whose service and actions fit are needed.
 * Only actions that IAM decides on by resource are here: for another, a policy that names a resource allows nothing.
 */
export interface ResourceRule {
  readonly service: string;
  readonly actions: RegExp;
  readonly templates: readonly string[];
}

const rule = (service: string, actions: RegExp, ...templates: readonly string[]): ResourceRule => ({
  service,
  actions,
  templates,
});

const named = (kind: string, argument: string): string[] => [
  `arn:P:iam::A:${kind}/{${argument}}`,
  `arn:P:iam::A:${kind}/*/{${argument}}`,
];

/** Actions of S3 on objects; all others that the rules know are on buckets. */
export const objectActions =
  /^(Get|Put|Delete|Restore)Object(?!\w*Lambda)|^(AbortMultipartUpload|ListMultipartUploadParts)$/;

/**
 * Roles, users, groups and policies are unique by name in an account, whatever their path, which requests do not say: two
 * templates name the one there is.
 * **source**: Service authorization reference, resource types of each service (read 2026-11)
 */
export const resourceRules: readonly ResourceRule[] = [
  rule('s3', objectActions, 'arn:P:s3:::{bucketName}/*'),
  rule('s3', /^(Get|Put|Create|Delete|List|Update)(?!AllMy)\w*Bucket/, 'arn:P:s3:::{bucketName}'),
  rule(
    's3',
    /^(Get|Put)(Accelerate|Analytics|Encryption|Inventory|IntelligentTiering|Lifecycle|Metrics|Replication)Configuration$/,
    'arn:P:s3:::{bucketName}',
  ),
  rule('lambda', /ProvisionedConcurrency/, 'arn:P:lambda:R:A:function:{functionName}:*'),
  rule(
    'lambda',
    /^(?!ListFunctions|ListFunctionVersionsBy|\w*CodeSigning)(\w*Function\w*|(Add|Remove)Permission|GetPolicy|\w*Alias\w*|PublishVersion)$/,
    'arn:P:lambda:R:A:function:{functionName}',
  ),
  rule(
    'dynamodb',
    /^(?!ListTables$|\w*Global|RestoreTable)\w*(Table|ContinuousBackups|TimeToLive|Item)\w*$|^(Query|Scan)$/,
    'arn:P:dynamodb:R:A:table/{tableName}',
  ),
  rule('iam', /InstanceProfile$/, ...named('instance-profile', 'instanceProfileName')),
  rule('iam', /^(?!ListRoles$|\w*Template)\w*Role/, ...named('role', 'roleName')),
  rule('iam', /^(?!ListGroups)\w*Group/, ...named('group', 'groupName')),
  rule(
    'iam',
    /^(?!ListUsers$)\w*(User|AccessKey|LoginProfile|SSHPublicKey|ServiceSpecificCredential)/,
    ...named('user', 'userName'),
  ),
  rule('iam', /^CreatePolicy$/, ...named('policy', 'policyName')),
  rule(
    'iam',
    /^(CreatePolicyVersion|DeletePolicy(Version)?|SetDefaultPolicyVersion|(Untag|Tag)Policy)$/,
    '{policyArn}',
  ),
  rule('sqs', /^CreateQueue$/, 'arn:P:sqs:R:A:{queueName}'),
  rule('sqs', /^(?!ListQueues$)/, 'arn:P:sqs:R:A:{queueUrl}'),
  rule('sns', /^CreateTopic$/, 'arn:P:sns:R:A:{name}'),
  rule('sns', /Topic(?!s$)|^(Publish|Subscribe|ConfirmSubscription|AddPermission|RemovePermission)$/, '{topicArn}'),
  rule('ssm', /^(Put|Delete)Parameter$/, 'arn:P:ssm:R:A:parameter/{name}'),
  rule('secretsmanager', /^CreateSecret$/, 'arn:P:secretsmanager:R:A:secret:{name}'),
  rule('secretsmanager', /^(?!BatchGet|ListSecrets$|GetRandom)/, 'arn:P:secretsmanager:R:A:secret:{secretId}'),
  rule(
    'kms',
    /^(?!CreateKey$|ListKeys$|ListRetirable|GenerateRandom$|\w*Alias|\w*CustomKeyStore)/,
    'arn:P:kms:R:A:key/{keyId}',
  ),
  rule(
    'cloudformation',
    /^(?!ListStacks$|ImportStacks|DescribeStackDrift|\w*Stack(Set|Instance|Refactor))\w*(Stack|ChangeSet)|^GetTemplate$/,
    'arn:P:cloudformation:R:A:stack/{stackName}/*',
  ),
  rule('ecs', /^(Update|Delete)Service$/, 'arn:P:ecs:R:A:service/{cluster}/{service}'),
  rule(
    'ecr',
    /^(?!\w*(Registry|Template|PullT))\w*(Image|Layer|LifecyclePolicy|RepositoryPolicy|Repository|Repositories)/,
    'arn:P:ecr:R:A:repository/{repositoryName}',
  ),
  rule('logs', /^((Create|Delete)LogStream|PutLogEvents)$/, 'arn:P:logs:R:A:log-group:{logGroupName}:*'),
  rule(
    'logs',
    /^(Create|Delete)LogGroup$|RetentionPolicy$|^(Put|Delete)(Metric|Subscription)Filter$|^(A|Disa)ssociateKmsKey$/,
    'arn:P:logs:R:A:log-group:{logGroupName}',
    'arn:P:logs:R:A:log-group:{logGroupName}:*',
  ),
  rule(
    'ec2',
    /^(Authorize|Revoke)SecurityGroup(In|E)gress$|^DeleteSecurityGroup$/,
    'arn:P:ec2:R:A:security-group/{groupId}',
  ),
  rule('ec2', /^(Start|Stop|Reboot|Terminate)Instances$/, 'arn:P:ec2:R:A:instance/{instanceId}'),
  rule(
    'rds',
    /^CreateDBSnapshot$/,
    'arn:P:rds:R:A:db:{dBInstanceIdentifier}',
    'arn:P:rds:R:A:snapshot:{dBSnapshotIdentifier}',
  ),
  rule('rds', /^DeleteDBSnapshot$/, 'arn:P:rds:R:A:snapshot:{dBSnapshotIdentifier}'),
  rule('rds', /^(Reboot|Start|Stop)DBInstance$/, 'arn:P:rds:R:A:db:{dBInstanceIdentifier}'),
  rule(
    'athena',
    /^(Start|Stop)QueryExecution$|^(Create|Update|Delete)WorkGroup$/,
    'arn:P:athena:R:A:workgroup/{workGroup}',
  ),
  rule(
    'glue',
    /^(Create|Update|Delete)Table$|^(BatchCreate|Create|Update|Delete|BatchDelete)Partition$/,
    'arn:P:glue:R:A:catalog',
    'arn:P:glue:R:A:database/{databaseName}',
    'arn:P:glue:R:A:table/{databaseName}/*',
  ),
  rule('states', /^((Update|Delete)StateMachine|Start(Sync)?Execution)$/, '{stateMachineArn}'),
  rule(
    'kinesis',
    /^(CreateStream|DeleteStream|PutRecords?|MergeShards|SplitShard|(In|De)creaseStreamRetentionPeriod)$/,
    'arn:P:kinesis:R:A:stream/{streamName}',
  ),
  rule('firehose', /^(?!ListDelivery)/, 'arn:P:firehose:R:A:deliverystream/{deliveryStreamName}'),
  rule('cloudwatch', /^PutMetricAlarm$/, 'arn:P:cloudwatch:R:A:alarm:{alarmName}'),
  rule('codebuild', /^(StartBuild|UpdateProject|DeleteProject)$/, 'arn:P:codebuild:R:A:project/{projectName}'),
  rule('route53', /ResourceRecordSets$/, 'arn:P:route53:::hostedzone/{hostedZoneId}'),
  rule(
    'elasticfilesystem',
    /^((Update|Delete)FileSystem|CreateMountTarget)$/,
    'arn:P:elasticfilesystem:R:A:file-system/{fileSystemId}',
  ),
  rule(
    'autoscaling',
    /^(?!Describe|Get)\w*(AutoScalingGroup|DesiredCapacity|Policy|Hook|ScheduledAction)$/,
    'arn:P:autoscaling:R:A:autoScalingGroup:*:autoScalingGroupName/{autoScalingGroupName}',
  ),
  rule('sts', /^AssumeRole$/, '{roleArn}'),
];
