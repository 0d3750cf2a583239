import { metricsNamespace } from './alarms.ts';
import { type Resources, sub } from './cloudformation.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { functionLogicalId, functionNames } from './function-plans.ts';
import { nameOf } from './names.ts';

type Metric = readonly (string | { readonly stat: string; readonly label?: string })[];

const ours = (name: string, stat: string): Metric => [
  metricsNamespace,
  name,
  'service',
  'subtrail',
  { stat, label: name },
];
const queue = (logicalId: string, metric: string): Metric => [
  'AWS/SQS',
  metric,
  'QueueName',
  `\${${logicalId}.QueueName}`,
  { stat: 'Maximum', label: logicalId },
];

/** What stands on the dashboard, two graphs a row: first whether it keeps up, then what it found, then what it costs. */
const graphs: readonly (readonly [title: string, metrics: readonly Metric[]])[] = [
  ['Deliveries read', [ours('ObjectsRead', 'Sum'), ours('ObjectsPassedOver', 'Sum'), ours('MessagesFailed', 'Sum')]],
  [
    'Records',
    [ours('RecordsRead', 'Sum'), ours('RowsStaged', 'Sum'), ours('Rejects', 'Sum'), ours('RecordsSkipped', 'Sum')],
  ],
  [
    'Seconds behind',
    [
      ours('DeliveryLagSeconds', 'p90'),
      ours('OldestOpenSlotSeconds', 'Maximum'),
      queue('DeliveryQueue', 'ApproximateAgeOfOldestMessage'),
    ],
  ],
  [
    'Set aside',
    ['DeliveryDeadLetters', 'ScheduleDeadLetters', 'FailedRuns'].map((id) =>
      queue(id, 'ApproximateNumberOfMessagesVisible'),
    ),
  ],
  ['Settled', [ours('SlotsSettled', 'Sum'), ours('CallsRepaired', 'Sum'), ours('TablesCompacted', 'Sum')]],
  [
    'Findings and messages',
    [
      ours('FindingsOpen', 'Maximum'),
      ours('FindingsNew', 'Sum'),
      ours('DetectionsFailed', 'Sum'),
      ours('MessagesSent', 'Sum'),
      ours('MessagesUndelivered', 'Sum'),
    ],
  ],
  ['Athena, bytes scanned', [ours('AthenaScannedBytes', 'Sum')]],
  ['Athena, dollars and queries', [ours('AthenaDollars', 'Sum'), ours('AthenaQueries', 'Sum')]],
  ['Functions: longest run (ms)', functionNames.map((name) => lambda(name, 'Duration', 'Maximum'))],
  ['Functions: errors', functionNames.map((name) => lambda(name, 'Errors', 'Sum'))],
];

function lambda(name: (typeof functionNames)[number], metric: string, stat: string): Metric {
  return ['AWS/Lambda', metric, 'FunctionName', `\${${functionLogicalId(name)}}`, { stat, label: name }];
}

const width = 12;
const height = 6;
/** Points of the longest graph stay few: a quarter of an hour is the rhythm of the jobs. */
const periodSeconds = 900;

/** One page that says whether all is well. */
export function dashboardResources(settings: DeploymentSettings): Resources {
  const widgets = graphs.map(([title, metrics], index) => ({
    type: 'metric',
    x: (index % 2) * width,
    y: Math.floor(index / 2) * height,
    width,
    height,
    properties: { title, metrics, region: settings.region, period: periodSeconds, view: 'timeSeries' },
  }));
  return {
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: { DashboardName: nameOf(settings, 'health'), DashboardBody: sub(JSON.stringify({ widgets })) },
    },
  };
}
