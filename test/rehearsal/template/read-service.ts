import { basename, join } from 'node:path';
import type { WorkGroup } from '../athena/athena-endpoint.ts';
import type { FunctionSettings } from '../lambda/lambda-service.ts';
import { type Account, createResolver, type Template } from './resolve.ts';

/** A queue with what happens to messages that nobody can handle. */
export interface QueueSettings {
  readonly name: string;
  readonly arn: string;
  readonly visibilitySeconds: number;
  /** Null for a queue that keeps everything. */
  readonly redrive: { readonly deadLetterArn: string; readonly receiveCountMax: number } | null;
}

/** How a queue's messages come to a function. */
export interface EventSourceMapping {
  readonly functionArn: string;
  readonly queueArn: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly reportsItemFailures: boolean;
  readonly concurrencyMax: number;
}

/** When a function is called, and with what. `input` is the text with its placeholders. */
export interface Schedule {
  readonly name: string;
  readonly functionArn: string;
  readonly expression: string;
  readonly timezone: string;
  readonly input: string;
  readonly isEnabled: boolean;
}

/** A custom resource: properties that its function is given. */
export interface CustomResource {
  readonly logicalId: string;
  readonly type: string;
  readonly functionArn: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The deployed service as its template describes it. Functions by their name in `serverless.ts`. */
export interface Service {
  readonly functions: ReadonlyMap<string, FunctionSettings>;
  readonly queues: readonly QueueSettings[];
  readonly mappings: readonly EventSourceMapping[];
  readonly schedules: readonly Schedule[];
  readonly customResources: readonly CustomResource[];
  readonly buckets: readonly string[];
  readonly databases: readonly string[];
  readonly workGroups: readonly WorkGroup[];
  /** Metrics that alarms watch, with their namespace. */
  readonly alarms: readonly { readonly namespace: string; readonly metric: string }[];
}

type Json = Readonly<Record<string, unknown>>;
const inside = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((found, name) => (found as Json | undefined)?.[name], value);

/** Reads what the rehearsal wires itself from. **errors**: throws for a template that does not hold together. */
export function readService(template: Template, account: Account, packageFolder: string): Service {
  const { resolve, isOn } = createResolver(template, account);
  const arn = (logicalId: string): string => String(resolve({ 'Fn::GetAtt': [logicalId, 'Arn'] }));
  const ofType = (type: RegExp) =>
    Object.entries(template.Resources)
      .filter(([, { Type, Condition }]) => type.test(Type) && (Condition === undefined || isOn(Condition)))
      .map(([logicalId, { Type, Properties }]) => ({
        logicalId,
        type: Type,
        properties: resolve(Properties ?? {}) as Json,
      }));
  const nameOf = (logicalId: string): string => String(resolve({ Ref: logicalId }));
  return {
    functions: new Map(
      ofType(/^AWS::Lambda::Function$/)
        .map(({ logicalId, properties }) => readFunction(arn(logicalId), properties, packageFolder))
        .map((settings) => [basename(settings.zipFile, '.zip'), settings]),
    ),
    queues: ofType(/^AWS::SQS::Queue$/).map(({ logicalId, properties }) => readQueue(arn(logicalId), properties)),
    mappings: ofType(/^AWS::Lambda::EventSourceMapping$/).map(({ properties }) => readMapping(properties)),
    schedules: ofType(/^AWS::Scheduler::Schedule$/).map(({ logicalId, properties }) =>
      readSchedule(nameOf(logicalId), properties),
    ),
    customResources: ofType(/^(Custom::|AWS::CloudFormation::CustomResource$)/).map(
      ({ logicalId, type, properties }) => ({
        logicalId,
        type,
        functionArn: String(properties['ServiceToken']),
        properties,
      }),
    ),
    buckets: ofType(/^AWS::S3::Bucket$/).map(({ logicalId }) => nameOf(logicalId)),
    databases: ofType(/^AWS::Glue::Database$/).map(({ logicalId }) => nameOf(logicalId)),
    alarms: ofType(/^AWS::CloudWatch::Alarm$/).map(({ properties }) => ({
      namespace: String(properties['Namespace']),
      metric: String(properties['MetricName']),
    })),
    workGroups: ofType(/^AWS::Athena::WorkGroup$/).map(({ logicalId, properties }) => ({
      name: nameOf(logicalId),
      scannedBytesMax:
        (inside(properties, 'WorkGroupConfiguration', 'BytesScannedCutoffPerQuery') as number | undefined) ?? null,
    })),
  };
}

function readFunction(arn: string, properties: Json, packageFolder: string): FunctionSettings {
  const variables = (inside(properties, 'Environment', 'Variables') ?? {}) as Json;
  return {
    name: String(properties['FunctionName']),
    arn,
    handler: String(properties['Handler']),
    timeoutSeconds: Number(properties['Timeout'] ?? 3),
    memoryMegabytes: Number(properties['MemorySize'] ?? 128),
    variables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)])),
    zipFile: join(packageFolder, basename(String(inside(properties, 'Code', 'S3Key')))),
    concurrencyMax: (properties['ReservedConcurrentExecutions'] as number | undefined) ?? null,
  };
}

function readQueue(arn: string, properties: Json): QueueSettings {
  const policy = properties['RedrivePolicy'];
  return {
    name: arn.split(':').at(-1) ?? '',
    arn,
    visibilitySeconds: Number(properties['VisibilityTimeout'] ?? 30),
    redrive:
      policy === undefined
        ? null
        : {
            deadLetterArn: String(inside(policy, 'deadLetterTargetArn')),
            receiveCountMax: Number(inside(policy, 'maxReceiveCount')),
          },
  };
}

function readMapping(properties: Json): EventSourceMapping {
  const types = (properties['FunctionResponseTypes'] ?? []) as readonly unknown[];
  return {
    functionArn: String(properties['FunctionName']),
    queueArn: String(properties['EventSourceArn']),
    batchSize: Number(properties['BatchSize'] ?? 10),
    windowSeconds: Number(properties['MaximumBatchingWindowInSeconds'] ?? 0),
    reportsItemFailures: types.includes('ReportBatchItemFailures'),
    concurrencyMax: Number(inside(properties, 'ScalingConfig', 'MaximumConcurrency') ?? 200),
  };
}

const readSchedule = (name: string, properties: Json): Schedule => ({
  name,
  functionArn: String(inside(properties, 'Target', 'Arn')),
  expression: String(properties['ScheduleExpression']),
  timezone: String(properties['ScheduleExpressionTimezone'] ?? 'UTC'),
  input: String(inside(properties, 'Target', 'Input') ?? '{}'),
  isEnabled: properties['State'] !== 'DISABLED',
});

/** An event as the scheduler sends it: the placeholder for its time filled in. */
export const scheduledEvent = ({ input }: Schedule, scheduledAt: Date): unknown =>
  JSON.parse(
    input.replaceAll('<aws.scheduler.scheduled-time>', scheduledAt.toISOString().replace(/\.\d+/, '')),
  ) as unknown;
