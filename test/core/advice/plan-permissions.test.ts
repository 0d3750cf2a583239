import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neededActions } from '../../../core/advice/permissions/iam-actions.ts';
import type { ObservedCall } from '../../../core/advice/permissions/observed-call.ts';
import { planPermissions } from '../../../core/advice/permissions/plan-permissions.ts';
import { managedPolicyCharactersMax, policyCharacters, toPolicyJson } from '../../../core/advice/policy-value.ts';
import { allowsCall } from '../../../core/iam/evaluate-permissions.ts';
import { parsePolicyDocument } from '../../../core/iam/policy-document.ts';

const observe = (source: string, name: string, more: Partial<ObservedCall> = {}): ObservedCall => ({
  event_source: `${source}.amazonaws.com`,
  event_name: name,
  event_type: 'AwsApiCall',
  event_category: 'Management',
  aws_region: 'eu-central-1',
  account_id: '123456789012',
  role_arn: 'arn:aws:iam::123456789012:role/deploy',
  resource_arns: [],
  arguments: [],
  passed_roles: [],
  calls: 2,
  denied: 0,
  variants: 1,
  listed: 1,
  last_event_at: '2026-11-20T00:00:00Z',
  ...more,
});
const plan = (...calls: readonly ObservedCall[]) => planPermissions(calls, { partition: 'aws' });
const statementsOf = (calls: readonly ObservedCall[]) =>
  plan(...calls).policies.flatMap((policy) => parsePolicyDocument(toPolicyJson(policy)).statements ?? []);
const resourcesOf = (...calls: readonly ObservedCall[]) =>
  plan(...calls).used.map(({ action, resources }) => [action, resources]);

const name = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9._-]{1,20}$/),
  fc.constantFrom('*', 'a*b', 'x?', `\${aws:username}`, 'a b', '"', '%{x}', '$'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
);
const region = fc.constantFrom('eu-central-1', 'us-east-1', null);
const account = fc.constantFrom('123456789012', '210987654321', null);
/** Calls with the ARN that the trail names, or null. */
const call = fc.oneof(
  fc.tuple(name, region, account).map(([table, aws_region, account_id]) => {
    const arn = `arn:aws:dynamodb:${aws_region ?? ''}:${account_id ?? ''}:table/${table}`;
    return { seen: observe('dynamodb', 'DeleteTable', { aws_region, account_id, resource_arns: [arn] }), arn };
  }),
  fc.tuple(name, region, account).map(([table, aws_region, account_id]) => ({
    seen: observe('dynamodb', 'UpdateTable', { aws_region, account_id, arguments: [`tableName=${table}`] }),
    arn:
      aws_region === null || account_id === null ? null : `arn:aws:dynamodb:${aws_region}:${account_id}:table/${table}`,
  })),
  fc.tuple(name, fc.constantFrom('GetObject', 'PutObject')).map(([key, event]) => ({
    seen: observe('s3', event, {
      event_category: 'Data',
      resource_arns: [`arn:aws:s3:::acme-bucket/${key}`, 'arn:aws:s3:::acme-bucket'],
    }),
    arn: `arn:aws:s3:::acme-bucket/${key}`,
  })),
  fc.tuple(name, account).map(([role, account_id]) => ({
    seen: observe('iam', 'DeleteRole', { account_id, arguments: [`roleName=${role}`] }),
    arn: account_id === null ? null : `arn:aws:iam::${account_id}:role/ci/${role}`,
  })),
  fc
    .constantFrom('DescribeStacks', 'ListStacks')
    .map((event) => ({ seen: observe('cloudformation', event), arn: null })),
  fc.tuple(name, name).map(([source, event]) => ({ seen: observe(source, event), arn: null })),
);

describe('planPermissions()', () => {
  it('allows every action on every resource observed', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 40 }), (calls) => {
        const statements = statementsOf(calls.map(({ seen }) => seen));
        for (const { seen, arn } of calls) {
          const { actions } = neededActions({
            eventSource: seen.event_source,
            eventName: seen.event_name,
            eventType: seen.event_type,
          });
          for (const action of actions ?? [])
            expect([action, arn, allowsCall(statements, action, arn)]).toEqual([action, arn, true]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('allows no action that was not observed, within what IAM takes, in plain characters', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 40 }), (calls) => {
        const seen = calls.map((one) => one.seen);
        const { policies, used, characters } = plan(...seen);
        const actions = new Set(used.map(({ action }) => action));
        for (const policy of policies) {
          expect(policyCharacters(policy)).toBeLessThanOrEqual(managedPolicyCharactersMax);
          expect(toPolicyJson(policy)).not.toMatch(/[^ -~]/);
          for (const one of parsePolicyDocument(toPolicyJson(policy)).statements ?? []) {
            for (const action of one.actions) expect(actions).toContain(action);
            expect(one.sid).toMatch(/^[A-Za-z0-9]+$/);
          }
        }
        expect(characters).toEqual(policies.map(policyCharacters));
      }),
      { numRuns: 100 },
    );
  });

  it('takes a name of the trail literally, where a policy would read a wildcard or a variable', () => {
    const statements = statementsOf([observe('dynamodb', 'UpdateTable', { arguments: ['tableName=a*'] })]);
    const arn = (table: string) => `arn:aws:dynamodb:eu-central-1:123456789012:table/${table}`;
    expect(allowsCall(statements, 'dynamodb:UpdateTable', arn('a*'))).toBe(true);
    expect(allowsCall(statements, 'dynamodb:UpdateTable', arn('ab'))).toBe(false);
  });

  it('splits what is larger than one policy, and shortens what nobody would read', () => {
    const many = Array.from({ length: 900 }, (_, index) => observe('ec2', `Describe${'X'.repeat(40)}${index}`));
    const { policies } = plan(...many);
    expect(policies.length).toBeGreaterThan(5);
    const sids = policies.flatMap(({ Statement }) => Statement.map((one) => one['Sid']));
    expect(new Set(sids).size).toBe(sids.length);
    const tables = Array.from({ length: 400 }, (_, index) =>
      observe('dynamodb', 'UpdateTable', { arguments: [`tableName=orders-${index}`] }),
    );
    expect(plan(...tables).used).toEqual([
      {
        action: 'dynamodb:UpdateTable',
        calls: 800,
        resources: ['arn:aws:dynamodb:eu-central-1:123456789012:table/orders-*'],
        isShortened: true,
      },
    ]);
  });

  it('lists denied calls apart, and allows what failed for another reason', () => {
    const { used, denied } = plan(
      observe('s3', 'DeleteBucket', { calls: 2, denied: 2 }),
      observe('s3', 'CreateBucket', { calls: 3, denied: 1 }),
    );
    expect(used.map(({ action, calls }) => [action, calls])).toEqual([['s3:CreateBucket', 2]]);
    expect(denied).toEqual([
      { action: 's3:CreateBucket', calls: 1, alsoWorked: true },
      { action: 's3:DeleteBucket', calls: 2, alsoWorked: false },
    ]);
    expect(plan(observe('s3', 'DeleteBucket', { calls: 2, denied: 2 })).policies).toEqual([]);
  });

  it('allows every resource where some are not listed', () => {
    const cut = observe('dynamodb', 'UpdateTable', { arguments: ['tableName=a'], variants: 300, listed: 200 });
    expect(resourcesOf(cut)).toEqual([['dynamodb:UpdateTable', null]]);
  });

  it('infers iam:PassRole from the roles that requests hand over', () => {
    const role = 'arn:aws:iam::123456789012:role/task';
    const { policies, passedRoles } = plan(
      observe('lambda', 'CreateFunction20150331', { arguments: ['functionName=checkout'], passed_roles: [role] }),
      observe('sts', 'AssumeRole', { passed_roles: [role], resource_arns: [role] }),
    );
    expect(passedRoles).toEqual([role]);
    expect(policies[0]?.Statement.at(-1)).toEqual({
      Sid: 'PassRole',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: role,
      Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    });
  });

  const at = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:123456789012:${resource}`;
  it.each([
    ['s3', 'PutBucketTagging', ['bucketName=logs'], ['arn:aws:s3:::logs']],
    ['lambda', 'UpdateFunctionCode20150331v2', ['functionName=checkout:live'], [at('lambda', 'function:checkout')]],
    ['lambda', 'Invoke', [`functionName=${at('lambda', 'function:checkout:3')}`], [at('lambda', 'function:checkout')]],
    [
      'sqs',
      'SetQueueAttributes',
      ['queueUrl=https://sqs.eu-central-1.amazonaws.com/123456789012/jobs'],
      [at('sqs', 'jobs')],
    ],
    ['sns', 'SetTopicAttributes', [`topicArn=${at('sns', 'news')}`], [at('sns', 'news')]],
    ['kms', 'DisableKey', ['keyId=alias/main'], null],
    ['secretsmanager', 'PutSecretValue', ['secretId=db'], [at('secretsmanager', 'secret:db-??????')]],
    ['ssm', 'PutParameter', ['name=/prod/db'], [at('ssm', 'parameter/prod/db')]],
    ['cloudformation', 'UpdateStack', ['stackName=shop'], [at('cloudformation', 'stack/shop/*')]],
    ['ecs', 'UpdateService', ['cluster=shop', 'service=web'], [at('ecs', 'service/shop/web')]],
    ['ecs', 'UpdateService', ['service=web'], null],
    [
      'ec2',
      'StopInstances',
      ['instanceId=i-0a', 'instanceId=i-0b'],
      [at('ec2', 'instance/i-0a'), at('ec2', 'instance/i-0b')],
    ],
    ['ec2', 'DescribeInstances', [], null],
    ['logs', 'CreateLogGroup', ['logGroupName=/a'], [at('logs', 'log-group:/a'), at('logs', 'log-group:/a:*')]],
    ['rds', 'CreateDBSnapshot', ['dBInstanceIdentifier=Orders'], null],
    [
      'iam',
      'AttachRolePolicy',
      ['roleName=x', 'policyArn=arn:aws:iam::aws:policy/ReadOnlyAccess'],
      ['arn:aws:iam::123456789012:role/*/x', 'arn:aws:iam::123456789012:role/x'],
    ],
  ] as const)('%s %s with %j names %j', (service, event, given, expected) => {
    expect(resourcesOf(observe(service, event, { arguments: given }))[0]?.[1]).toEqual(expected);
  });
});

describe('neededActions()', () => {
  it.each([
    ['s3.amazonaws.com', 'ListObjects', ['s3:ListBucket']],
    ['s3.amazonaws.com', 'ListBuckets', ['s3:ListAllMyBuckets']],
    ['monitoring.amazonaws.com', 'PutMetricData', ['cloudwatch:PutMetricData']],
    ['lambda.amazonaws.com', 'GetFunction20150331v2', ['lambda:GetFunction']],
    ['cloudfront.amazonaws.com', 'GetDistribution2020_05_31', ['cloudfront:GetDistribution']],
    ['apigateway.amazonaws.com', 'CreateRestApi', ['apigateway:POST']],
    ['cloudcontrolapi.amazonaws.com', 'CreateResource', ['cloudformation:CreateResource']],
    ['kms.amazonaws.com', 'ReEncrypt', ['kms:ReEncryptFrom', 'kms:ReEncryptTo']],
    ['ec2.amazonaws.com', 'RunInstances', ['ec2:RunInstances']],
    ['signin.amazonaws.com', 'ConsoleLogin', null],
    ['sts.amazonaws.com', 'GetCallerIdentity', null],
    ['constructor', '__proto__', null],
    [null, 'Anything', null],
  ])('%s %s needs %j', (eventSource, eventName, expected) => {
    expect(neededActions({ eventSource, eventName, eventType: 'AwsApiCall' }).actions).toEqual(expected);
  });

  it('asks nothing for what a service or the console does', () => {
    const of = (eventType: string) =>
      neededActions({ eventSource: 'kms.amazonaws.com', eventName: 'RotateKey', eventType }).leftOut;
    expect(of('AwsServiceEvent')).toContain('by itself');
    expect(of('AwsConsoleAction')).toContain('console');
  });
});
