import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { functionLogicalId, functionNames, functionPlans, roleLogicalId } from '../../infra/function-plans.ts';
import { parseTrino } from '../conventions/sql/sql-tree.ts';
import {
  type CompiledResource,
  makeProject,
  type PackagedService,
  packageService,
  runOsls,
} from './package-service.ts';
import { variants } from './variants.ts';
import { statementsIn, unexplainedWildcards } from './wildcards.ts';

/** Four packages take about six seconds each, on a slow machine several times that. */
const packagingMillis = 240_000;
const names = Object.keys(variants);
const packaged = new Map<string, PackagedService>();
const service = (name: string): PackagedService => {
  const found = packaged.get(name);
  if (found === undefined) throw new Error(`"${name}" was not packaged`);
  return found;
};
const [example = '', crossAccount = '', eventBridge = '', leftBehind = ''] = names;

beforeAll(async () => {
  for (const [name, settings] of Object.entries(variants)) packaged.set(name, await packageService(settings));
}, packagingMillis);

/** Takes two seconds to be made, so that there is one for all. */
const engine = new RegoEngine();

afterAll(() => {
  engine.free();
  for (const { folder } of packaged.values()) rmSync(folder, { recursive: true });
});

const ofType = (name: string, type: string): readonly (readonly [string, CompiledResource])[] =>
  Object.entries(service(name).resources).filter(([, resource]) => resource.Type === type);

describe.each(names)('the template of %s', (name) => {
  test('is one that CloudFormation takes', () => {
    const { diagnostics } = engine.validateStandard(new TemplateFile(service(name).templatePath));
    const told = diagnostics.map(({ severity, ruleId, message, entity }) => ({
      severity,
      text: `${severity} ${ruleId} ${JSON.stringify(entity)}: ${message}`,
    }));
    // Osls says twice on what a function depends, which is no use to read.
    const warnings = told.filter(({ severity, text }) => severity === 'WARN' && !text.includes('W3005'));
    for (const { text } of warnings) console.warn(text);
    const errors = told.filter(({ severity }) => severity === 'ERROR' || severity === 'FATAL');
    expect(errors.map(({ text }) => text)).toEqual([]);
    expect(diagnostics.length).toBeGreaterThan(0); // the engine did look at it
  });

  test('allows nothing by a wildcard that has no reason', () => {
    const statements = statementsIn(service(name).resources);
    expect(statements.length).toBeGreaterThan(40);
    expect(statements.flatMap(unexplainedWildcards)).toEqual([]);
  });

  test('has policies that IAM takes: at most 10,240 characters a role', () => {
    const account = {
      '${AWS::Partition}': 'aws-us-gov',
      '${AWS::Region}': 'ap-southeast-2',
      '${AWS::AccountId}': '123456789012',
    };
    for (const [id, role] of ofType(name, 'AWS::IAM::Role')) {
      let text = JSON.stringify(role.Properties.Policies[0].PolicyDocument);
      for (const [part, value] of Object.entries(account)) text = text.replaceAll(part, value);
      expect(text.replaceAll(/\s/g, '').length, id).toBeLessThan(9_000);
    }
  });

  test('gives every function its own role, a log that ends, an alarm and a place for what failed', () => {
    const { resources } = service(name);
    const alarmed = ofType(name, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) =>
      JSON.stringify(Properties.Dimensions),
    );
    for (const { name: fn, timeoutSeconds, memoryMegabytes, concurrency } of functionPlans) {
      const properties = resources[functionLogicalId(fn)]?.Properties;
      expect(properties, fn).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Timeout: timeoutSeconds,
        MemorySize: memoryMegabytes,
        Role: { 'Fn::GetAtt': [roleLogicalId(fn), 'Arn'] },
        Handler: `.build/${fn}/index.handler`,
      });
      expect(properties.ReservedConcurrentExecutions ?? null, fn).toBe(concurrency);
      const log = ofType(name, 'AWS::Logs::LogGroup').find(
        ([, one]) => one.Properties.LogGroupName === `/aws/lambda/${properties.FunctionName}`,
      );
      expect(log?.[1].Properties.RetentionInDays, fn).toBeGreaterThan(0);
      expect(
        alarmed.some((dimensions) => dimensions.includes(functionLogicalId(fn))),
        fn,
      ).toBe(true);
    }
    // Notifications go back to their queue, and S3 Batch Operations keeps the books of its own tasks.
    const asynchronous = functionNames.filter((fn) => fn !== 'ingest' && fn !== 'backfill');
    for (const fn of asynchronous) {
      const invoke = ofType(name, 'AWS::Lambda::EventInvokeConfig').find(
        ([, one]) => one.Properties.FunctionName.Ref === functionLogicalId(fn),
      );
      expect(invoke?.[1].Properties.DestinationConfig, fn).toEqual({
        OnFailure: { Destination: { 'Fn::GetAtt': ['FailedRuns', 'Arn'] } },
      });
    }
  });

  test('has no bucket that is public or not encrypted', () => {
    const buckets = ofType(name, 'AWS::S3::Bucket');
    expect(buckets.length).toBeGreaterThan(0);
    for (const [id, { Properties }] of buckets) {
      expect(Properties.BucketEncryption?.ServerSideEncryptionConfiguration, id).toHaveLength(1);
      expect(Properties.PublicAccessBlockConfiguration, id).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      const policy = ofType(name, 'AWS::S3::BucketPolicy').find(([, one]) => one.Properties.Bucket.Ref === id);
      expect(JSON.stringify(policy?.[1].Properties), id).toContain('aws:SecureTransport');
    }
  });

  test('sets notifications aside after five tries, and keeps them out of sight long enough', () => {
    const { resources } = service(name);
    const queue = resources['DeliveryQueue']?.Properties;
    const [[, mapping] = []] = ofType(name, 'AWS::Lambda::EventSourceMapping');
    const ingest = resources[functionLogicalId('ingest')]?.Properties;
    expect(queue.RedrivePolicy.maxReceiveCount).toBeGreaterThanOrEqual(5);
    expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(
      6 * ingest.Timeout + mapping?.Properties.MaximumBatchingWindowInSeconds,
    );
    expect(mapping?.Properties).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: expect.any(Number) },
    });
    for (const [id, one] of ofType(name, 'AWS::SQS::Queue')) {
      expect(one.Properties.SqsManagedSseEnabled, id).toBe(true);
      if (id !== 'DeliveryQueue')
        expect(one.Properties.MessageRetentionPeriod, id).toBeGreaterThan(queue.MessageRetentionPeriod);
    }
  });

  test('starts every job by a schedule that tries again and forgets nothing', () => {
    const schedules = ofType(name, 'AWS::Scheduler::Schedule');
    expect(schedules).toHaveLength(5);
    for (const [id, { Properties }] of schedules) {
      expect(Properties.ScheduleExpressionTimezone, id).toBe('UTC');
      expect(Properties.Target.RetryPolicy.MaximumRetryAttempts, id).toBeGreaterThan(0);
      expect(Properties.Target.DeadLetterConfig, id).toEqual({ Arn: { 'Fn::GetAtt': ['ScheduleDeadLetters', 'Arn'] } });
      expect(JSON.parse(Properties.Target.Input), id).toMatchObject({ scheduledAt: '<aws.scheduler.scheduled-time>' });
    }
  });

  test('makes, names and changes nothing of the trail', () => {
    const types = new Set(Object.values(service(name).resources).map(({ Type }) => Type));
    expect([...types].filter((type) => type.startsWith('AWS::CloudTrail'))).toEqual([]);
    const [, ...others] = ofType(name, 'AWS::S3::BucketPolicy').map(([, { Properties }]) => Properties.Bucket.Ref);
    expect(others.filter((bucket) => bucket !== 'LakeBucket')).toEqual([]);
    const actions = statementsIn(service(name).resources).flatMap(({ statement }) => statement.Action);
    expect(
      actions.filter((action) =>
        /^(s3:Put(Bucket|Life|Enc)|s3:Delete(Bucket|Object.*Version)|cloudtrail:)/.test(action),
      ),
    ).toEqual([]);
  });

  test('keeps every query below its limit, with results that are encrypted and go', () => {
    const workgroup = service(name).resources['WorkGroup']?.Properties.WorkGroupConfiguration;
    expect(workgroup).toMatchObject({
      EnforceWorkGroupConfiguration: true,
      PublishCloudWatchMetricsEnabled: true,
      EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
    });
    expect(workgroup.BytesScannedCutoffPerQuery).toBeGreaterThanOrEqual(10_000_000);
    expect(JSON.stringify(workgroup.ResultConfiguration.OutputLocation)).toContain('/athena-results/');
    expect(workgroup.ResultConfiguration.EncryptionConfiguration.EncryptionOption).toMatch(/^SSE_(S3|KMS)$/);
  });

  test('saves questions that run as pasted', () => {
    const queries = ofType(name, 'AWS::Athena::NamedQuery');
    expect(queries.length).toBeGreaterThanOrEqual(8);
    for (const [id, { Properties }] of queries) {
      expect(parseTrino(Properties.QueryString).errors, id).toEqual([]);
      expect(Properties.QueryString.replaceAll(/'[^']*'|--[^\n]*/g, ''), id).not.toMatch(/[:?]/);
      expect(Properties.Description, id).not.toBe('');
    }
  });

  test('rings only for metrics that somebody explains', () => {
    const operations = readFileSync('docs/operations.md', 'utf8');
    for (const [id, { Properties }] of ofType(name, 'AWS::CloudWatch::Alarm')) {
      const section = /alarm "([a-z-]+)"/.exec(Properties.AlarmDescription)?.[1] ?? 'none';
      expect(operations, id).toContain(`\`${section.replace(/^errors-.*/, 'errors-…')}\``);
    }
  });
});

describe('settings', () => {
  test('decide who may write to the queue', () => {
    const sender = (name: string) =>
      service(name).resources['DeliveryQueuePolicy']?.Properties.PolicyDocument.Statement[0];
    expect(sender(example)).toMatchObject({
      Principal: { Service: 's3.amazonaws.com' },
      Condition: {
        ArnEquals: { 'aws:SourceArn': [{ 'Fn::Sub': 'arn:${AWS::Partition}:s3:::acme-cloudtrail' }] },
        StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
      },
    });
    expect(sender(crossAccount)).toMatchObject({ Principal: { Service: 'sns.amazonaws.com' } });
    expect(sender(eventBridge)).toMatchObject({ Principal: { Service: 'events.amazonaws.com' } });
    const refusals = service(crossAccount).resources['DeliveryQueuePolicy']?.Properties.PolicyDocument.Statement;
    expect(JSON.stringify(refusals)).toContain('"aws:SourceOrgID":"o-exampleorgid"');
  });

  test('decide what is subscribed to', () => {
    expect(service(crossAccount).resources['TrailSubscription']?.Properties).toMatchObject({
      TopicArn: 'arn:aws:sns:eu-central-1:111122223333:cloudtrail',
      RawMessageDelivery: true,
    });
    expect(service(leftBehind).resources['TrailSubscription']?.Properties.Region).toBe('us-gov-east-1');
    expect(service(eventBridge).resources['DeliveryRule']?.Properties.EventPattern.detail).toEqual({
      bucket: { name: ['example-trail'] },
      object: { key: [{ wildcard: 'logs/*/CloudTrail/*.json.gz' }] },
    });
  });

  test('decide which deliveries and keys may be used', () => {
    const statements = statementsIn(service(crossAccount).resources).filter(
      ({ logicalId }) => logicalId === 'IngestRole',
    );
    const find = (sid: string) => statements.find(({ statement }) => statement.Sid === sid)?.statement;
    expect(find('ReadDeliveries')).toMatchObject({
      Resource: [
        { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::acme-cloudtrail/security/audit/*' },
        { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::acme-cloudtrail-old/security/audit/*' },
      ],
      Condition: { StringEquals: { 'aws:ResourceAccount': '111122223333' } },
    });
    expect(find('DecryptDeliveries')?.Resource).toEqual([
      'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    ]);
    expect(JSON.stringify(service(eventBridge).resources)).not.toContain('kms:');
  });

  test('decide whether a lake is made or taken up', () => {
    expect(service(example).resources['LakeBucket']?.DeletionPolicy).toBe('Retain');
    expect(service(example).resources['LakeKey']?.DeletionPolicy).toBe('RetainExceptOnCreate');
    const made = Object.keys(service(leftBehind).resources).filter((id) => /^Lake(Bucket|Key|Database)/.test(id));
    expect(made).toEqual([]);
    const environment = service(leftBehind).resources[functionLogicalId('attribute')]?.Properties.Environment.Variables;
    expect(environment).toMatchObject({
      SUBTRAIL_LAKE_LOCATION: 's3://subtrail-prod-lake-0123456789ab',
      SUBTRAIL_ATHENA_DATABASE: 'subtrail_prod',
    });
  });

  test('reach the functions that go by them, and no other', () => {
    const variables = (name: string, fn: (typeof functionNames)[number]) =>
      Object.keys(service(name).resources[functionLogicalId(fn)]?.Properties.Environment.Variables)
        .filter((variable) => !variable.startsWith('POWERTOOLS_'))
        .sort();
    expect(variables(eventBridge, 'ingest')).toEqual([
      'SUBTRAIL_LAKE_LOCATION',
      'SUBTRAIL_SOURCE_BUCKETS',
      'SUBTRAIL_SOURCE_PREFIX',
    ]);
    expect(variables(eventBridge, 'report')).toEqual([
      'SUBTRAIL_ATHENA_DATABASE',
      'SUBTRAIL_ATHENA_WORKGROUP',
      'SUBTRAIL_LAKE_LOCATION',
      'SUBTRAIL_REPORT_URL',
      'SUBTRAIL_SLACK_SECRET',
    ]);
    expect(variables(example, 'migrate')).toEqual([
      'SUBTRAIL_ATHENA_DATABASE',
      'SUBTRAIL_ATHENA_WORKGROUP',
      'SUBTRAIL_LAKE_LOCATION',
    ]);
  });
});

describe('packages', () => {
  test('hold the function, its policy, and the statements where it asks Athena', () => {
    const { folder } = service(example);
    const has = (path: string) => existsSync(join(folder, '.build', path));
    for (const { name, isAskingAthena } of functionPlans) {
      expect(has(`${name}/index.mjs`), name).toBe(true);
      expect(has(`${name}/sql/attribute/merge_calls.sql`), name).toBe(isAskingAthena);
      expect(JSON.parse(readFileSync(join(folder, '.build', name, 'policy.json'), 'utf8')), name).toMatchObject({
        version: 1,
      });
      expect(existsSync(join(folder, '.serverless', `${name}.zip`)), name).toBe(true);
    }
  });

  test(
    'are refused where a function is missing, by its name',
    async () => {
      const folder = makeProject(undefined, ['ingest', 'attribute', 'detect', 'report', 'maintain', 'migrate']);
      try {
        await expect(runOsls(folder, 'package')).rejects.toThrow(/there is no functions\/backfill\.ts/);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    packagingMillis,
  );

  test(
    'are refused with every problem of the settings and its line',
    async () => {
      const folder = makeProject('version: 1\nregion: Europe\ntrail: { bucket: [acme] }\nnotifications: { by: s3 }\n');
      try {
        const failure: unknown = await runOsls(folder, 'package').catch((error: unknown) => error);
        expect(String(failure)).toMatch(/subtrail\.deploy\.yaml:2:9 .*region/);
        expect(String(failure)).toMatch(/subtrail\.deploy\.yaml:3:10 .*"bucket".*did you mean "buckets"/);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    packagingMillis,
  );

  test(
    'of the example are not deployed',
    async () => {
      const { folder } = service(example);
      await expect(runOsls(folder, 'remove')).rejects.toThrow(/say in it what is true for you/);
    },
    packagingMillis,
  );
});
