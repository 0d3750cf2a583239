import { lakeTables } from '../core/lake/tables.ts';
import { getAtt, type Resource, type Resources, sub, type Value } from './cloudformation.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { type FunctionName, functionLogicalId, functionNames, roleLogicalId } from './function-plans.ts';
import { globalNameOf, lakeBucketArn, nameOf } from './names.ts';
import {
  askAthena,
  createTables,
  readDeliveries,
  readInventory,
  readSecret,
  readTables,
  removeStaged,
  reportFailure,
  type Statement,
  stageRecords,
  takeNotifications,
  useLakeKey,
  writeLog,
  writeReports,
  writeTables,
} from './permissions.ts';
import { scheduledFunctions } from './schedules.ts';

/** Tables that a function changes; every other it may read. A test holds them against what the statements write. */
const attributeTables = [
  'calls',
  'duplicates',
  'exchanges',
  'sessions',
  'callers',
  'iam_changes',
  'deliveries',
  'rejects',
];
const detectTables = ['findings', 'notifications', 'policy_grades', 'expected_subjects', 'exemptions', 'principals'];

const reportTables = ['key_inventory'];

/** What each function may do, and nothing else. */
const grants: Readonly<Record<FunctionName, (settings: DeploymentSettings) => readonly Statement[]>> = {
  ingest: (settings) => [takeNotifications(), ...readDeliveries(settings), ...stageRecords(settings)],
  attribute: (settings) => [
    ...askAthena(settings),
    ...readTables(settings, { isStagedToo: true }),
    ...writeTables(settings, attributeTables),
    removeStaged(settings),
  ],
  detect: (settings) => [
    ...askAthena(settings),
    ...readTables(settings, { isStagedToo: false }),
    ...writeTables(settings, detectTables),
    ...readSecret(settings),
  ],
  report: (settings) => [
    ...askAthena(settings),
    ...readTables(settings, { isStagedToo: false }),
    ...writeTables(settings, reportTables),
    ...readInventory(settings),
    writeReports(settings),
    ...readSecret(settings),
  ],
  maintain: (settings) => [
    ...askAthena(settings),
    ...readTables(settings, { isStagedToo: false }),
    ...writeTables(
      settings,
      lakeTables.map(({ name }) => name),
    ),
  ],
  migrate: (settings) => [
    ...askAthena(settings),
    ...readTables(settings, { isStagedToo: true }),
    ...createTables(settings),
  ],
  backfill: (settings) => [...readDeliveries(settings), ...stageRecords(settings)],
};

/** One role a function, one for the schedules, and one for jobs of S3 Batch Operations. */
export function roleResources(settings: DeploymentSettings): Resources {
  return {
    ...Object.fromEntries(functionNames.map((name) => [roleLogicalId(name), functionRole(settings, name)])),
    SchedulerRole: schedulerRole(settings),
    BackfillJobRole: backfillJobRole(settings),
  };
}

/** Functions that are called by a queue or by S3 Batch answer to their caller, and have nothing to set aside. */
const isSettingAside = (name: FunctionName): boolean => name !== 'ingest' && name !== 'backfill';

/** The name is known beforehand, because a bucket of another account has to name it in its policy. */
const functionRole = (settings: DeploymentSettings, name: FunctionName): Resource =>
  role(globalNameOf(settings, name), {
    trust: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    statements: [
      writeLog(settings, name),
      ...grants[name](settings),
      ...(isSettingAside(name) ? [reportFailure()] : []),
    ],
  });

const schedulerRole = (settings: DeploymentSettings): Resource =>
  role(globalNameOf(settings, 'schedules'), {
    trust: {
      Effect: 'Allow',
      Principal: { Service: 'scheduler.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
        ArnEquals: {
          'aws:SourceArn': sub(
            `arn:\${AWS::Partition}:scheduler:\${AWS::Region}:\${AWS::AccountId}:schedule-group/${nameOf(settings, 'jobs')}`,
          ),
        },
      },
    },
    statements: [
      {
        Sid: 'StartJobs',
        Effect: 'Allow',
        Action: ['lambda:InvokeFunction'],
        Resource: scheduledFunctions.map((name) => getAtt(functionLogicalId(name), 'Arn')),
      },
      {
        Sid: 'SetUndeliveredAside',
        Effect: 'Allow',
        Action: ['sqs:SendMessage'],
        Resource: [getAtt('ScheduleDeadLetters', 'Arn')],
      },
    ],
  });

/** What a job of S3 Batch Operations runs as: it reads its manifest, calls *backfill*, and writes what came of it. */
const backfillJobRole = (settings: DeploymentSettings): Resource =>
  role(globalNameOf(settings, 'backfill-job'), {
    trust: {
      Effect: 'Allow',
      Principal: { Service: 'batchoperations.s3.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    },
    statements: [
      {
        Sid: 'CallBackfill',
        Effect: 'Allow',
        Action: ['lambda:InvokeFunction'],
        Resource: [getAtt(functionLogicalId('backfill'), 'Arn')],
      },
      // Manifests and reports have names that whoever starts the job chooses, so that "*" stands for them.
      {
        Sid: 'ReadManifests',
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:GetObjectVersion'],
        Resource: [lakeBucketArn(settings, '/backfill/*'), lakeBucketArn(settings, '/inventory/*')],
      },
      {
        Sid: 'WriteCompletionReports',
        Effect: 'Allow',
        Action: ['s3:PutObject'],
        Resource: [lakeBucketArn(settings, '/backfill/*')],
      },
      ...useLakeKey(settings, ['kms:GenerateDataKey', 'kms:Decrypt']),
    ],
  });

const role = (
  name: string,
  { trust, statements }: { readonly trust: Value; readonly statements: readonly Statement[] },
): Resource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: name,
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
    Policies: [{ PolicyName: 'only-this', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  },
});
