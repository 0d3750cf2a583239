import { describe, expect, it } from 'vitest';
import { nextTime } from './cron.ts';
import { readService, scheduledEvent } from './read-service.ts';
import { createResolver, type Template } from './resolve.ts';

const account = {
  accountId: '123456789012',
  region: 'eu-central-1',
  stackName: 'subtrail-test',
  parameters: { Stage: 'prod' },
};
const template: Template = {
  Parameters: { Stage: { Default: 'dev' }, Empty: { Default: '' } },
  Conditions: {
    IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    IsOdd: { 'Fn::And': [{ Condition: 'IsProd' }, { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Empty' }, ''] }] }] },
  },
  Resources: {
    LakeBucket: { Type: 'AWS::S3::Bucket', Properties: {} },
    OddBucket: { Type: 'AWS::S3::Bucket', Condition: 'IsOdd', Properties: { BucketName: 'odd' } },
    Queue: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: 'deliveries',
        VisibilityTimeout: 900,
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 5 },
      },
    },
    Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
    Database: { Type: 'AWS::Glue::Database', Properties: { DatabaseInput: { Name: { 'Fn::Sub': `lake_\${Stage}` } } } },
    Group: {
      Type: 'AWS::Athena::WorkGroup',
      Properties: { Name: 'subtrail', WorkGroupConfiguration: { BytesScannedCutoffPerQuery: 10_000_000 } },
    },
    IngestLambdaFunction: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'subtrail-prod-ingest',
        Handler: '.build/ingest/index.handler',
        Code: { S3Bucket: 'b', S3Key: 'serverless/subtrail/prod/1/ingest.zip' },
        Timeout: 120,
        MemorySize: 1769,
        ReservedConcurrentExecutions: 1,
        Environment: {
          Variables: {
            LAKE: { 'Fn::Sub': [`s3://\${LakeBucket}/\${place}`, { place: { Ref: 'Stage' } }] },
            NUMBER: 7,
            GONE: { 'Fn::If': ['IsOdd', 'x', { Ref: 'AWS::NoValue' }] },
          },
        },
      },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        BatchSize: 100,
        MaximumBatchingWindowInSeconds: 60,
        EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
        FunctionName: { 'Fn::GetAtt': ['IngestLambdaFunction', 'Arn'] },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 10 },
      },
    },
    Often: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        Name: 'often',
        ScheduleExpression: 'cron(5/15 * * * ? *)',
        Target: {
          Arn: { 'Fn::GetAtt': ['IngestLambdaFunction', 'Arn'] },
          Input: '{"scheduledAt":"<aws.scheduler.scheduled-time>"}',
        },
      },
    },
  },
};

describe('readService()', () => {
  const service = readService(template, account, 'packages');

  it('gives functions with what they are deployed with', () => {
    expect(service.functions.get('ingest')).toEqual({
      name: 'subtrail-prod-ingest',
      arn: 'arn:aws:lambda:eu-central-1:123456789012:function:subtrail-prod-ingest',
      handler: '.build/ingest/index.handler',
      timeoutSeconds: 120,
      memoryMegabytes: 1769,
      variables: { LAKE: 's3://subtrail-test-lakebucket/prod', NUMBER: '7' },
      zipFile: 'packages/ingest.zip',
      concurrencyMax: 1,
    });
  });

  it('gives the queue, its mapping and its dead letters', () => {
    const [queue] = service.queues;
    expect(queue).toMatchObject({
      name: 'deliveries',
      visibilitySeconds: 900,
      redrive: { deadLetterArn: 'arn:aws:sqs:eu-central-1:123456789012:dead', receiveCountMax: 5 },
    });
    expect(service.mappings).toEqual([
      {
        functionArn: service.functions.get('ingest')?.arn,
        queueArn: queue?.arn,
        batchSize: 100,
        windowSeconds: 60,
        reportsItemFailures: true,
        concurrencyMax: 10,
      },
    ]);
  });

  it('gives what is made only where a condition holds', () => {
    expect(service.buckets).toEqual(['subtrail-test-lakebucket']);
    expect(service.databases).toEqual(['lake_prod']);
    expect(service.workGroups).toEqual([{ name: 'subtrail', scannedBytesMax: 10_000_000 }]);
  });

  it('fills the time into what a schedule sends', () => {
    const [schedule] = service.schedules;
    if (schedule === undefined) throw new Error('There is no schedule');
    expect(scheduledEvent(schedule, new Date('2026-11-23T19:20:00.000Z'))).toEqual({
      scheduledAt: '2026-11-23T19:20:00Z',
    });
  });
});

describe('createResolver()', () => {
  const { resolve } = createResolver(template, account);

  it.each([
    [{ 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] }, 'a-eu-central-1'],
    [{ 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b'] }] }, 'b'],
    [
      { 'Fn::Sub': `arn:\${AWS::Partition}:x:\${!kept}:\${Queue.Arn}` },
      `arn:aws:x:\${kept}:arn:aws:sqs:eu-central-1:123456789012:deliveries`,
    ],
    [{ Ref: 'Queue' }, 'https://sqs.eu-central-1.amazonaws.com/123456789012/deliveries'],
    [
      [1, { Ref: 'AWS::NoValue' }, 'a'],
      [1, 'a'],
    ],
  ])('resolves %j', (value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  it.each([
    { Ref: 'Nobody' },
    { 'Fn::GetAtt': ['Nobody', 'Arn'] },
    { 'Fn::Sub': `\${Nobody}` },
    { 'Fn::ImportValue': 'x' },
    { 'Fn::If': ['Nobody', 1, 2] },
  ])('refuses %j', (value) => {
    expect(() => resolve(value)).toThrow(/Nobody|not known/);
  });
});

describe('nextTime()', () => {
  it.each([
    ['cron(5/15 * * * ? *)', '2026-11-23T19:06:00Z', '2026-11-23T19:20:00Z'],
    ['cron(12,27 * * * ? *)', '2026-11-23T19:27:00Z', '2026-11-23T19:27:00Z'],
    ['cron(30 6 ? * MON *)', '2026-11-25T00:00:00Z', '2026-11-30T06:30:00Z'],
    ['cron(10 3 * * ? *)', '2026-11-25T04:00:00Z', '2026-11-26T03:10:00Z'],
  ])('%s after %s', (expression, from, expected) => {
    expect(nextTime(expression, new Date(from))).toEqual(new Date(expected));
  });

  it('refuses what is no cron expression', () => {
    expect(() => nextTime('rate(1 minute)', new Date())).toThrow(/no cron/);
  });
});
