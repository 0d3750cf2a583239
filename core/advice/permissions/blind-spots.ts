import type { ObservedCall } from './observed-call.ts';

/** What services record as data events only, which are off unless a trail asks for them. */
const dataEvents: Readonly<Record<string, string>> = {
  s3: 'reading and writing S3 objects',
  dynamodb: 'reading and writing DynamoDB items',
  lambda: 'invoking Lambda functions',
  sqs: 'sending and receiving SQS messages',
  sns: 'publishing to SNS topics',
  kinesis: 'putting and getting Kinesis records',
};

/** Services that act on others with the caller's own permissions, and where that shows. */
const actsForCaller: Readonly<Record<string, string>> = {
  athena: 'a query reads its tables and writes its result in S3 with the permissions of the caller',
  cloudformation:
    'a stack without a role of its own changes resources with the permissions of the caller; what it did not touch in these days is not here',
};

/**
 * What the trail cannot show of this use, in sentences.
 * **shape**: data events count as recorded for a service once one of them was seen.
 * **source**: CloudTrail user guide, logging data events (read 2026-11)
 */
export function findBlindSpots(calls: readonly ObservedCall[]): string[] {
  const services = new Set(calls.map((call) => (call.event_source ?? '').split('.')[0] ?? ''));
  const recorded = new Set(
    calls.filter((call) => call.event_category === 'Data').map((call) => (call.event_source ?? '').split('.')[0] ?? ''),
  );
  const hidden = Object.entries(dataEvents).flatMap(([service, words]) => (recorded.has(service) ? [] : [words]));
  const mentioned = Object.entries(actsForCaller).flatMap(([service, words]) =>
    services.has(service) ? [`${service}: ${words}`] : [],
  );
  const reads = calls.some((call) => call.resource_arns.length === 0 && call.arguments.length === 0);
  return [
    ...(hidden.length === 0
      ? []
      : [`Data events are off unless a trail asks for them, and none was seen of: ${hidden.join(', ')}`]),
    ...mentioned,
    'What runs less often than these days, such as a yearly job or a rollback, is not here',
    'Calls to services that do not write to CloudTrail, such as database connections by IAM (rds-db:connect) or SSM data channels',
    ...(reads
      ? ['The lake keeps no arguments of calls that only read, so that many of them are allowed on every resource']
      : []),
    'Conditions that resource policies, permission boundaries and service control policies add are not looked at',
  ];
}
