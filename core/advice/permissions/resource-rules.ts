/**
 * Where a call names its resource: templates that `{argument}` of the request fills; `P`, `R` and `A` are partition, region and
 * account. All templates of the first rule whose service and actions fit are needed.
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
const all = /./;

/**
 * Roles, users, groups and policies are unique by name in an account, whatever their path, which requests do not say: two
 * templates name the one there is.
 * **source**: Service authorization reference, resource types of each service (read 2026-11)
 */
export const resourceRules: readonly ResourceRule[] = [
  rule('s3', /^(?!.*Bucket).*(Object|Multipart)/, 'arn:P:s3:::{bucketName}/*'),
  rule('s3', all, 'arn:P:s3:::{bucketName}'),
  rule('lambda', /EventSourceMapping|Layer|CodeSigningConfig$/),
  rule('lambda', all, 'arn:P:lambda:R:A:function:{functionName}'),
  rule('dynamodb', /Table|Continuous|TimeToLive|Item/, 'arn:P:dynamodb:R:A:table/{tableName}'),
  rule(
    'iam',
    /InstanceProfile$/,
    'arn:P:iam::A:instance-profile/{instanceProfileName}',
    'arn:P:iam::A:instance-profile/*/{instanceProfileName}',
  ),
  rule('iam', /Role|AssumeRolePolicy/, 'arn:P:iam::A:role/{roleName}', 'arn:P:iam::A:role/*/{roleName}'),
  rule('iam', /Group/, 'arn:P:iam::A:group/{groupName}', 'arn:P:iam::A:group/*/{groupName}'),
  rule(
    'iam',
    /User|AccessKey|LoginProfile|SSHPublicKey|ServiceSpecificCredential/,
    'arn:P:iam::A:user/{userName}',
    'arn:P:iam::A:user/*/{userName}',
  ),
  rule('iam', /^CreatePolicy$/, 'arn:P:iam::A:policy/{policyName}', 'arn:P:iam::A:policy/*/{policyName}'),
  rule('iam', /Policy/, '{policyArn}'),
  rule('sqs', /^CreateQueue$/, 'arn:P:sqs:R:A:{queueName}'),
  rule('sqs', all, 'arn:P:sqs:R:A:{queueUrl}'),
  rule('sns', /^CreateTopic$/, 'arn:P:sns:R:A:{name}'),
  rule('sns', all, '{topicArn}'),
  rule('ssm', /^(Put|Delete)Parameter$/, 'arn:P:ssm:R:A:parameter/{name}'),
  rule('secretsmanager', /^CreateSecret$/, 'arn:P:secretsmanager:R:A:secret:{name}'),
  rule('secretsmanager', all, 'arn:P:secretsmanager:R:A:secret:{secretId}'),
  rule('kms', /^(?!CreateKey|ListKeys|ListAliases|GenerateRandom)/, 'arn:P:kms:R:A:key/{keyId}'),
  rule(
    'cloudformation',
    /Stack(?!Set|Instance)|ChangeSet|^GetTemplate$/,
    'arn:P:cloudformation:R:A:stack/{stackName}/*',
  ),
  rule('ecs', /^(Update|Delete)Service$/, 'arn:P:ecs:R:A:service/{cluster}/{service}'),
  rule('ecr', /^(?!GetAuthorizationToken)/, 'arn:P:ecr:R:A:repository/{repositoryName}'),
  rule(
    'logs',
    /^(?!DescribeLogGroups)/,
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
  rule('athena', /Query|WorkGroup/, 'arn:P:athena:R:A:workgroup/{workGroup}'),
  rule(
    'glue',
    /^(Create|Update|Delete)Table$|Partition/,
    'arn:P:glue:R:A:catalog',
    'arn:P:glue:R:A:database/{databaseName}',
    'arn:P:glue:R:A:table/{databaseName}/*',
  ),
  rule('states', all, '{stateMachineArn}'),
  rule('kinesis', /Record|Stream|Shard/, 'arn:P:kinesis:R:A:stream/{streamName}'),
  rule('firehose', all, 'arn:P:firehose:R:A:deliverystream/{deliveryStreamName}'),
  rule('cloudwatch', /^PutMetricAlarm$/, 'arn:P:cloudwatch:R:A:alarm:{alarmName}'),
  rule('codebuild', /Build$|Project$/, 'arn:P:codebuild:R:A:project/{projectName}'),
  rule('route53', /ResourceRecordSets$|HostedZone$/, 'arn:P:route53:::hostedzone/{hostedZoneId}'),
  rule('elasticfilesystem', /FileSystem|MountTarget/, 'arn:P:elasticfilesystem:R:A:file-system/{fileSystemId}'),
  rule(
    'autoscaling',
    /AutoScalingGroup|DesiredCapacity|Policy|Hook|ScheduledAction/,
    'arn:P:autoscaling:R:A:autoScalingGroup:*:autoScalingGroupName/{autoScalingGroupName}',
  ),
  rule('sts', /^AssumeRole$/, '{roleArn}'),
];
