import type { AWS } from 'osls';
import { metricsNamespace } from './alarms.ts';
import { getAtt, type Value } from './cloudformation.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { type FunctionName, type FunctionPlan, functionPlans, planOf, roleLogicalId } from './function-plans.ts';
import { databaseName, lakeLocation, nameOf } from './names.ts';
import { ingestBatch } from './queues.ts';
import { workgroupName } from './workgroup.ts';

type Functions = NonNullable<AWS['functions']>;

/** The functions as osls takes them: each with a package, a role, and an environment of its own. */
export const serviceFunctions = (settings: DeploymentSettings): Functions =>
  Object.fromEntries(functionPlans.map((plan) => [plan.name, serviceFunction(settings, plan)])) as Functions;

function serviceFunction(settings: DeploymentSettings, plan: FunctionPlan) {
  const { name, eventSecondsMax } = plan;
  return {
    name: nameOf(settings, name),
    description: plan.description,
    handler: `.build/${name}/index.handler`,
    timeout: plan.timeoutSeconds,
    memorySize: plan.memoryMegabytes,
    role: roleLogicalId(name),
    environment: environmentOf(settings, plan),
    package: { patterns: [`.build/${name}/**`] },
    ...(plan.concurrency === null ? {} : { reservedConcurrency: plan.concurrency }),
    ...(eventSecondsMax === null
      ? {}
      : {
          maximumEventAge: eventSecondsMax,
          destinations: { onFailure: { type: 'sqs', arn: getAtt('FailedRuns', 'Arn') } },
        }),
    ...(name === 'ingest' ? { events: [{ sqs: deliveryEvents(settings) }] } : {}),
  };
}

const deliveryEvents = (settings: DeploymentSettings) => ({
  arn: getAtt('DeliveryQueue', 'Arn'),
  batchSize: ingestBatch.messages,
  maximumBatchingWindow: ingestBatch.windowSeconds,
  functionResponseType: 'ReportBatchItemFailures',
  maximumConcurrency: settings.ingest.concurrency_max,
});

/** What a function is told. Each checks its own at its start, and knows no other. */
function environmentOf(settings: DeploymentSettings, plan: FunctionPlan): Readonly<Record<string, Value>> {
  return {
    POWERTOOLS_SERVICE_NAME: 'subtrail',
    POWERTOOLS_METRICS_NAMESPACE: metricsNamespace,
    POWERTOOLS_LOG_LEVEL: 'INFO',
    SUBTRAIL_LAKE_LOCATION: lakeLocation(settings),
    ...(plan.isAskingAthena
      ? {
          SUBTRAIL_ATHENA_WORKGROUP: workgroupName(settings),
          SUBTRAIL_ATHENA_DATABASE: databaseName(settings),
        }
      : {
          SUBTRAIL_SOURCE_BUCKETS: settings.trail.buckets.join(','),
          ...(settings.trail.prefix === undefined ? {} : { SUBTRAIL_SOURCE_PREFIX: settings.trail.prefix }),
        }),
    ...ownEnvironment(settings, plan.name),
  };
}

/** The functions that write into slots. */
const stagingFunctions: readonly FunctionName[] = ['ingest', 'backfill'];

function ownEnvironment(settings: DeploymentSettings, name: FunctionName): Readonly<Record<string, string>> {
  const slack = { SUBTRAIL_SLACK_SECRET: settings.slack?.secret ?? '' };
  switch (name) {
    case 'attribute':
      return {
        SUBTRAIL_INGEST_SECONDS_MAX: String(Math.max(...stagingFunctions.map((one) => planOf(one).timeoutSeconds))),
      };
    case 'detect':
      return slack;
    case 'report':
      return { ...slack, ...(settings.report_url === undefined ? {} : { SUBTRAIL_REPORT_URL: settings.report_url }) };
    case 'maintain':
      return { SUBTRAIL_RETENTION_DAYS: String(settings.retention.calls_days) };
    default:
      return {};
  }
}
