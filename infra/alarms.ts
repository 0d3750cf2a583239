import { getAtt, type Resource, type Resources, ref, type Value } from './cloudformation.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { type FunctionName, functionLogicalId, functionNames } from './function-plans.ts';
import { nameOf } from './names.ts';

/** What our own metrics are called, as functions publish them. */
export const metricsNamespace = 'subtrail';
const ourDimensions = [{ Name: 'service', Value: 'subtrail' }];

const minute = 60;
const hour = 60 * minute;

/** Seconds that a notification may wait before somebody should look. CloudTrail itself takes five minutes. */
const lagSecondsMax = 30 * minute;
/** Seconds that a slot may stay open: a healthy one is settled forty minutes after it began. */
const openSlotSecondsMax = 90 * minute;

/** What an alarm looks at and when it rings. Units go by the metric. */
interface Watch {
  readonly what: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Value;
  readonly statistic: 'Sum' | 'Maximum';
  readonly periodSeconds: number;
  readonly periods: number;
  readonly comparison: 'GreaterThanOrEqualToThreshold' | 'LessThanThreshold';
  readonly threshold: number;
  /** What no data means: that nothing happened, or that what should speak is silent. */
  readonly missing: 'notBreaching' | 'breaching';
}

/** The alarms, and where they are told. Each has a section of the same name in docs/operations.md. */
export function alarmResources(settings: DeploymentSettings): Resources {
  const watches: readonly (readonly [string, string, Watch])[] = [
    ['DeliveryLagAlarm', 'delivery-lag', queueLag],
    [
      'DeliveryDeadLettersAlarm',
      'deliveries-dead',
      isFilled('DeliveryDeadLetters', 'Notifications that could not be read'),
    ],
    [
      'ScheduleDeadLettersAlarm',
      'schedules-dead',
      isFilled('ScheduleDeadLetters', 'Schedules that could not start their job'),
    ],
    ['FailedRunsAlarm', 'failed-runs', isFilled('FailedRuns', 'Runs that failed after all their tries')],
    ...functionNames.map((name) => [`${capitalise(name)}ErrorsAlarm`, `errors-${name}`, errorsOf(name)] as const),
    ['OpenSlotAlarm', 'open-slot', openSlot],
    ['SilenceAlarm', 'silence', silence(settings.alarms.silence_hours)],
    [
      'DetectionsFailedAlarm',
      'detections-failed',
      anyOf('DetectionsFailed', 'Detections that could not run, and are not quiet but blind'),
    ],
    [
      'MessagesUndeliveredAlarm',
      'messages-undelivered',
      anyOf('MessagesUndelivered', 'Messages that Slack did not take'),
    ],
  ];
  return {
    ...topicResources(settings),
    ...Object.fromEntries(watches.map(([id, name, watch]) => [id, alarm(settings, name, watch)])),
  };
}

const queueLag: Watch = {
  what: 'Notifications wait longer than half an hour to be read',
  namespace: 'AWS/SQS',
  metric: 'ApproximateAgeOfOldestMessage',
  dimensions: [{ Name: 'QueueName', Value: getAtt('DeliveryQueue', 'QueueName') }],
  statistic: 'Maximum',
  periodSeconds: 5 * minute,
  periods: 3,
  comparison: 'GreaterThanOrEqualToThreshold',
  threshold: lagSecondsMax,
  missing: 'notBreaching',
};

/** Looks at how many are there, not at how many come: messages that a queue sets aside by redriving are not counted as sent. */
const isFilled = (queue: string, what: string): Watch => ({
  what,
  namespace: 'AWS/SQS',
  metric: 'ApproximateNumberOfMessagesVisible',
  dimensions: [{ Name: 'QueueName', Value: getAtt(queue, 'QueueName') }],
  statistic: 'Maximum',
  periodSeconds: 5 * minute,
  periods: 1,
  comparison: 'GreaterThanOrEqualToThreshold',
  threshold: 1,
  missing: 'notBreaching',
});

/**
 * One failure of what runs every quarter, or again by itself, mends itself; it takes three in an hour to be told. What runs
 * weekly, daily or by hand is told at once.
 */
const errorsOf = (name: FunctionName): Watch => ({
  what: `The function ${name} fails`,
  namespace: 'AWS/Lambda',
  metric: 'Errors',
  dimensions: [{ Name: 'FunctionName', Value: ref(functionLogicalId(name)) }],
  statistic: 'Sum',
  periodSeconds: hour,
  periods: 1,
  comparison: 'GreaterThanOrEqualToThreshold',
  threshold: name === 'report' || name === 'maintain' || name === 'migrate' ? 1 : 3,
  missing: 'notBreaching',
});

const ours = { namespace: metricsNamespace, dimensions: ourDimensions } as const;

/** *attribute* says this at every run, also when no slot is open: an hour without a word means that it does not run. */
const openSlot: Watch = {
  ...ours,
  what: 'Staged records are not settled, or attribute does not run',
  metric: 'OldestOpenSlotSeconds',
  statistic: 'Maximum',
  periodSeconds: 15 * minute,
  periods: 4,
  comparison: 'GreaterThanOrEqualToThreshold',
  threshold: openSlotSecondsMax,
  missing: 'breaching',
};

const silence = (hours: number): Watch => ({
  ...ours,
  what: `No delivery was read for ${hours} hours`,
  metric: 'ObjectsRead',
  statistic: 'Sum',
  periodSeconds: hour,
  periods: hours,
  comparison: 'LessThanThreshold',
  threshold: 1,
  missing: 'breaching',
});

const anyOf = (metric: string, what: string): Watch => ({
  ...ours,
  what,
  metric,
  statistic: 'Sum',
  periodSeconds: 15 * minute,
  periods: 1,
  comparison: 'GreaterThanOrEqualToThreshold',
  threshold: 1,
  missing: 'notBreaching',
});

function alarm(settings: DeploymentSettings, name: string, watch: Watch): Resource {
  const told = toldArn(settings);
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: nameOf(settings, name),
      AlarmDescription: `${watch.what}. What to do: docs/operations.md, alarm "${name}".`,
      Namespace: watch.namespace,
      MetricName: watch.metric,
      Dimensions: watch.dimensions,
      Statistic: watch.statistic,
      Period: watch.periodSeconds,
      EvaluationPeriods: watch.periods,
      DatapointsToAlarm: watch.periods,
      ComparisonOperator: watch.comparison,
      Threshold: watch.threshold,
      TreatMissingData: watch.missing,
      ...(told === null ? {} : { AlarmActions: [told], OKActions: [told] }),
    },
  };
}

/** The topic that alarms tell: the one that was named, one of the stack's own for an address, or none. */
function toldArn({ alarms }: DeploymentSettings): Value | null {
  if (alarms.topic !== undefined) return alarms.topic;
  return alarms.email === undefined ? null : ref('AlarmTopic');
}

/** Not encrypted with a key: alarms name queues and functions, and CloudWatch could not write to it with AWS's own key. */
function topicResources(settings: DeploymentSettings): Resources {
  const { email } = settings.alarms;
  if (email === undefined) return {};
  return {
    AlarmTopic: {
      Type: 'AWS::SNS::Topic',
      Properties: {
        TopicName: nameOf(settings, 'alarms'),
        DisplayName: 'subtrail',
        Subscription: [{ Protocol: 'email', Endpoint: email }],
      },
    },
  };
}

const capitalise = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
