import { lakeTables, stagedTables } from '../core/lake/tables.ts';
import { getAtt, sub, type Value } from './cloudformation.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import type { FunctionName } from './function-plans.ts';
import { databaseName, lakeBucketArn, lakeKeyArn, nameOf } from './names.ts';
import { workgroupName } from './workgroup.ts';

/** One statement of a policy. `Sid` says what it is for. */
export interface Statement {
  readonly [key: string]: Value | undefined;
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly Value[];
  readonly Condition?: { readonly [key: string]: Value };
}

const allow = (sid: string, action: readonly string[], resource: readonly Value[]): Statement => ({
  Sid: sid,
  Effect: 'Allow',
  Action: action,
  Resource: resource,
});

const regional = (service: string, rest: string): Value =>
  sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}`);

/** Writes the function's own log. Streams are named by Lambda, so that "*" stands for them. */
export const writeLog = (settings: DeploymentSettings, name: FunctionName): Statement =>
  allow(
    'WriteItsLog',
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    [regional('logs', `log-group:/aws/lambda/${nameOf(settings, name)}:log-stream:*`)],
  );

/** Takes messages from the queue, as Lambda does in the function's name. */
export const takeNotifications = (): Statement =>
  allow(
    'TakeNotifications',
    ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    [getAtt('DeliveryQueue', 'Arn')],
  );

/**
 * Gets deliveries below the trail's prefix. Keys are CloudTrail's, so that "*" stands for them.
 * Where the buckets' account is known, a bucket of the same name that somebody else made after it was deleted is refused.
 */
export function readDeliveries({ trail }: DeploymentSettings): readonly Statement[] {
  const prefix = trail.prefix === undefined ? '' : `${trail.prefix}/`;
  const buckets = trail.buckets.map((bucket) => sub(`arn:\${AWS::Partition}:s3:::${bucket}/${prefix}*`));
  const owner: Value = trail.account ?? { Ref: 'AWS::AccountId' };
  const keys = trail.kms_key === undefined ? [] : [trail.kms_key].flat();
  return [
    {
      ...allow('ReadDeliveries', ['s3:GetObject'], buckets),
      Condition: { StringEquals: { 'aws:ResourceAccount': owner } },
    },
    ...(keys.length === 0 ? [] : [allow('DecryptDeliveries', ['kms:Decrypt'], keys)]),
  ];
}

/** Objects of the lake below some prefixes. Keys are made by functions and by Athena, so that "*" stands for them. */
const below = (settings: DeploymentSettings, prefixes: readonly string[]): readonly Value[] =>
  prefixes.map((prefix) => lakeBucketArn(settings, `/${prefix}/*`));

/** Writes staged files. It neither reads nor lists what is there. */
export const stageRecords = (settings: DeploymentSettings): readonly Statement[] => [
  allow('StageRecords', ['s3:PutObject'], below(settings, ['staged'])),
  ...useLakeKey(settings, ['kms:GenerateDataKey', 'kms:Decrypt']), // the second finishes an upload in parts
];

/** Uses the lake's key, where it has one. */
export function useLakeKey(settings: DeploymentSettings, actions: readonly string[]): readonly Statement[] {
  const key = lakeKeyArn(settings);
  return key === null ? [] : [allow('UseTheLakesKey', actions, [key])];
}

/**
 * Runs statements in the workgroup, and reads and writes their results.
 * Athena lists and looks where it wants to below the lake's bucket, in the caller's name.
 * **source**: Athena user guide, access to workgroups, and to databases and tables in Glue (read 2026-11)
 */
export const askAthena = (settings: DeploymentSettings): readonly Statement[] => [
  allow(
    'AskAthena',
    [
      'athena:StartQueryExecution',
      'athena:StopQueryExecution',
      'athena:GetQueryExecution',
      'athena:GetQueryResults',
      'athena:GetWorkGroup',
    ],
    [regional('athena', `workgroup/${workgroupName(settings)}`)],
  ),
  allow('FindTheCatalogue', ['athena:GetDataCatalog'], [regional('athena', 'datacatalog/AwsDataCatalog')]),
  allow(
    'KeepResults',
    ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
    below(settings, ['athena-results']),
  ),
  allow(
    'ListTheLake',
    ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
    [lakeBucketArn(settings)],
  ),
  // Athena looks at the database "default" before any other.
  allow('FindDatabases', ['glue:GetDatabase'], [...catalogue(settings), regional('glue', 'database/default')]),
  ...useLakeKey(settings, ['kms:GenerateDataKey', 'kms:Decrypt']),
];

const catalogue = (settings: DeploymentSettings): readonly Value[] => [
  regional('glue', 'catalog'),
  regional('glue', `database/${databaseName(settings)}`),
];

const tableArns = (settings: DeploymentSettings, tables: readonly string[]): readonly Value[] => [
  ...catalogue(settings),
  ...tables.map((table) => regional('glue', `table/${databaseName(settings)}/${table}`)),
];

const lakeTableNames: readonly string[] = lakeTables.map(({ name }) => name);
const stagedTableNames: readonly string[] = stagedTables.map(({ name }) => name);

/** Reads all tables of the lake, and the staged ones where that is asked for. */
export function readTables(
  settings: DeploymentSettings,
  { isStagedToo }: { isStagedToo: boolean },
): readonly Statement[] {
  const tables = [...lakeTableNames, ...(isStagedToo ? stagedTableNames : [])];
  return [
    allow(
      'FindTables',
      ['glue:GetTable', 'glue:GetTables', 'glue:GetPartition', 'glue:GetPartitions'],
      tableArns(settings, tables),
    ),
    allow('ReadTables', ['s3:GetObject'], below(settings, isStagedToo ? ['lake', 'staged'] : ['lake'])),
  ];
}

/** Changes some tables of the lake: a commit moves Glue's pointer, and what an attempt that lost has written is removed. */
export const writeTables = (settings: DeploymentSettings, tables: readonly string[]): readonly Statement[] => [
  allow('CommitToTables', ['glue:UpdateTable'], tableArns(settings, tables)),
  allow(
    'WriteTables',
    ['s3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
    below(
      settings,
      tables.map((table) => `lake/${table}`),
    ),
  ),
];

/** Makes tables, and their first metadata. */
export const createTables = (settings: DeploymentSettings): readonly Statement[] => [
  allow(
    'MakeTables',
    ['glue:CreateTable', 'glue:UpdateTable'],
    tableArns(settings, [...lakeTableNames, ...stagedTableNames]),
  ),
  allow('WriteFirstMetadata', ['s3:PutObject', 's3:DeleteObject'], below(settings, ['lake'])),
];

/** Removes staged files that have been settled. */
export const removeStaged = (settings: DeploymentSettings): Statement =>
  allow('RemoveSettled', ['s3:DeleteObject'], below(settings, ['staged']));

/** Writes reports, and reads those of before. */
export const writeReports = (settings: DeploymentSettings): Statement =>
  allow('WriteReports', ['s3:GetObject', 's3:PutObject'], below(settings, ['reports']));

/** Reads the credential reports that somebody puts there. */
export const readInventory = (settings: DeploymentSettings): readonly Statement[] => [
  allow('ReadCredentialReports', ['s3:GetObject'], below(settings, ['credential-reports'])),
];

/** Reads the one secret there is, if there is one. */
export function readSecret({ slack }: DeploymentSettings): readonly Statement[] {
  if (slack === undefined) return [];
  const [kind, ...rest] = slack.secret.split(':');
  const place = rest.join(':');
  const key = slack.kms_key === undefined ? [] : [allow('DecryptTheSecret', ['kms:Decrypt'], [slack.kms_key])];
  if (kind === 'ssm')
    return [allow('ReadTheSecret', ['ssm:GetParameter'], [regional('ssm', `parameter${place}`)]), ...key];
  // Secrets Manager puts a dash and six characters of its own behind a name, for which the question marks stand.
  const secret = place.startsWith('arn:') ? place : regional('secretsmanager', `secret:${place}-??????`);
  return [allow('ReadTheSecret', ['secretsmanager:GetSecretValue'], [secret]), ...key];
}

/** Says where Lambda puts an event whose run failed for good. */
export const reportFailure = (): Statement =>
  allow('SetFailedRunsAside', ['sqs:SendMessage'], [getAtt('FailedRuns', 'Arn')]);
