import type { Credential } from './credential.ts';
import type { MadeEvent } from './event.ts';
import type { CallPlan, Recorder } from './recorder.ts';

/** One kind of call: service, action, whether it only reads, and what a write says. */
interface Dish {
  readonly source: string;
  readonly name: string;
  readonly readOnly: boolean;
  readonly request?: (account: string) => unknown;
  readonly arn?: (account: string, region: string) => string;
  readonly type?: string;
}

const read = (source: string, ...names: readonly string[]): Dish[] =>
  names.map((name) => ({ source: `${source}.amazonaws.com`, name, readOnly: true }));
const write = (source: string, name: string, request: Dish['request'], arn?: Dish['arn'], type?: string): Dish => ({
  source: `${source}.amazonaws.com`,
  name,
  readOnly: false,
  ...(request === undefined ? {} : { request }),
  ...(arn === undefined ? {} : { arn }),
  ...(type === undefined ? {} : { type }),
});

const deployments: readonly Dish[] = [
  ...read('cloudformation', 'DescribeStacks', 'DescribeStackEvents', 'GetTemplate', 'DescribeChangeSet'),
  ...read('ecr', 'DescribeImages', 'GetAuthorizationToken', 'BatchGetImage'),
  ...read('lambda', 'GetFunction20150331v2', 'ListVersionsByFunction20150331'),
  write(
    'cloudformation',
    'UpdateStack',
    () => ({ stackName: 'shop', capabilities: ['CAPABILITY_IAM'] }),
    (account, region) => `arn:aws:cloudformation:${region}:${account}:stack/shop/5f1d0c90-example`,
    'AWS::CloudFormation::Stack',
  ),
  write('ecs', 'UpdateService', () => ({ cluster: 'shop', service: 'web', forceNewDeployment: true })),
  write('lambda', 'UpdateFunctionCode20150331v2', () => ({ functionName: 'checkout', dryRun: false, publish: true })),
];

/** What different kinds of work do in AWS. */
export const menus = {
  deploy: deployments,
  terraform: [
    ...read('ec2', 'DescribeVpcs', 'DescribeSubnets', 'DescribeSecurityGroups', 'DescribeRouteTables'),
    ...read('iam', 'GetRole', 'ListAttachedRolePolicies', 'GetPolicyVersion'),
    ...read('s3', 'GetBucketLocation', 'GetBucketPolicy', 'GetBucketVersioning'),
    ...read('dynamodb', 'DescribeTable'),
    write('ec2', 'AuthorizeSecurityGroupIngress', () => ({
      groupId: 'sg-0a1b2c3d',
      ipPermissions: { items: [{ ipProtocol: 'tcp', fromPort: 443, toPort: 443 }] },
    })),
    write('s3', 'PutBucketTagging', () => ({
      bucketName: 'acme-example-logs',
      Tagging: { TagSet: { Tag: { Key: 'team', Value: 'platform' } } },
    })),
  ],
  build: [
    ...read('ecr', 'GetAuthorizationToken', 'DescribeRepositories', 'BatchCheckLayerAvailability'),
    ...read('ssm', 'GetParameter'),
    write('ecr', 'PutImage', () => ({ repositoryName: 'acme/api', imageTag: 'main' })),
  ],
  data: [
    ...read('glue', 'GetTable', 'GetPartitions', 'GetDatabase'),
    ...read('athena', 'GetQueryExecution'),
    write('athena', 'StartQueryExecution', () => ({ workGroup: 'load' })),
    ...read('s3', 'ListBuckets'),
  ],
  backup: [
    ...read('rds', 'DescribeDBInstances', 'DescribeDBSnapshots'),
    write('rds', 'CreateDBSnapshot', () => ({ dBInstanceIdentifier: 'orders', dBSnapshotIdentifier: 'nightly' })),
    ...read('s3', 'ListBuckets'),
  ],
  service: [
    ...read('dynamodb', 'DescribeTable'),
    ...read('sqs', 'GetQueueAttributes'),
    ...read('secretsmanager', 'GetSecretValue'),
    ...read('kms', 'Decrypt'),
  ],
  mail: [...read('ses', 'GetSendQuota', 'GetSendStatistics'), write('ses', 'SendRawEmail', undefined)],
  people: [
    ...read('ec2', 'DescribeInstances', 'DescribeImages'),
    ...read('iam', 'ListUsers', 'ListRoles'),
    ...read('s3', 'ListBuckets'),
    ...read('logs', 'FilterLogEvents'),
    write('ec2', 'StartInstances', () => ({ instancesSet: { items: [{ instanceId: 'i-0123456789abcdef0' }] } })),
  ],
} as const satisfies Readonly<Record<string, readonly Dish[]>>;
export type Menu = keyof typeof menus;

/** Calls of one piece of work, some seconds apart. Now and then one is refused. */
export function workThrough(
  recorder: Recorder,
  credential: Credential,
  work: {
    readonly menu: Menu;
    readonly calls: number;
    readonly at: Date;
    readonly region: string;
    readonly ip: string;
    readonly agent: string;
  },
): MadeEvent[] {
  const { random } = recorder;
  const { menu, calls, region, ip, agent } = work;
  let millis = work.at.getTime();
  return Array.from({ length: calls }, () => {
    millis += random.whole(1, 20) * 1000;
    const dish: Dish = random.pick(menus[menu]);
    const isRefused = random.chance(0.02);
    const arn = dish.arn?.(credential.accountId, region);
    const plan: CallPlan = {
      at: new Date(millis),
      accountId: credential.accountId,
      region,
      ip,
      agent,
      source: dish.source,
      name: dish.name,
      readOnly: dish.readOnly,
      request: isRefused ? null : (dish.request?.(credential.accountId) ?? null),
      ...(arn === undefined
        ? {}
        : { resources: [{ ARN: arn, accountId: credential.accountId, type: dish.type ?? 'AWS::Resource' }] }),
      ...(isRefused
        ? { error: { code: 'AccessDenied', message: `User is not authorized to perform ${dish.name}` } }
        : {}),
    };
    return recorder.call(credential, plan);
  });
}
