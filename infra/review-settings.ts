import { valueAt } from '../core/policy/describe-issue.ts';
import type { LocatedProblem, PolicyPath } from '../core/policy/policy-problem.ts';

/** Rules about settings that do not fit each other. Each is given the file as it was written, right or wrong. */
type Rule = (file: unknown) => readonly LocatedProblem[];

/**
 * What no schema sees: values that are right alone and wrong together.
 * **shape**: `file` is whatever the file says; what is wrong by itself is left to the schema.
 * **errors**: never throws.
 */
export function reviewSettings(file: unknown, logDays: readonly number[]): readonly LocatedProblem[] {
  return [...rules, logDaysRule(logDays)].flatMap((rule) => rule(file));
}

const problem = (path: PolicyPath, message: string): LocatedProblem => ({ path, severity: 'error', message });

/** `sns` and `cloudtrail_sns` need the topic that tells; the others have none. */
const topicRule: Rule = (file) => {
  const by = valueAt(file, ['notifications', 'by']);
  const topic = valueAt(file, ['notifications', 'topic']);
  const raw = valueAt(file, ['notifications', 'raw']);
  const isByTopic = by === 'sns' || by === 'cloudtrail_sns';
  if (isByTopic && topic === undefined)
    return [problem(['notifications'], `Add "topic" to notifications: "by: ${by}" needs the ARN of the topic`)];
  if (by !== 's3' && by !== 'eventbridge') return [];
  return [
    ...(topic === undefined
      ? []
      : [problem(['notifications', 'topic'], `Remove "topic" from notifications: "by: ${by}" uses none`)]),
    ...(raw === undefined
      ? []
      : [problem(['notifications', 'raw'], `Remove "raw" from notifications: "by: ${by}" has no topic to say it of`)]),
  ];
};

/** A rule of EventBridge sees the buckets of its own account. */
const accountRule: Rule = (file) =>
  valueAt(file, ['notifications', 'by']) === 'eventbridge' && valueAt(file, ['trail', 'account']) !== undefined
    ? [
        problem(
          ['notifications', 'by'],
          'Correct notifications.by: found "eventbridge" for buckets of another account (trail.account), wanted s3, sns or cloudtrail_sns',
        ),
      ]
    : [];

/** A lake that was left behind brings its encryption with it, and the stack cannot make a key for it. */
const lakeRule: Rule = (file) => {
  const encryption = valueAt(file, ['lake', 'encryption']);
  const isOwn = encryption === undefined || encryption === 'own_key';
  if (valueAt(file, ['lake', 'existing']) === undefined || !isOwn) return [];
  const message =
    'Correct lake.encryption: found the key that the stack makes, wanted the ARN of the key that the existing bucket has, or sse_s3';
  return [problem(['lake'], message)];
};

const alarmRule: Rule = (file) =>
  valueAt(file, ['alarms', 'topic']) !== undefined && valueAt(file, ['alarms', 'email']) !== undefined
    ? [
        problem(
          ['alarms', 'email'],
          'Remove "email" from alarms, or "topic": one of them is told; subscribe the address to the topic',
        ),
      ]
    : [];

/** Places whose ARN must be of the stack's own region, because AWS does not reach over. */
const regionalPaths: readonly (readonly [PolicyPath, string])[] = [
  [['lake', 'encryption'], 'a bucket takes keys of its own region'],
  [['alarms', 'topic'], 'alarms tell topics of their own region'],
  [['slack', 'secret'], 'functions ask for secrets in their own region'],
];

const regionRule: Rule = (file) => {
  const region = valueAt(file, ['region']);
  return regionalPaths.flatMap(([path, reason]) => {
    const value = valueAt(file, path);
    const found = typeof value === 'string' ? /(?:^|:)arn:[^:]*:[^:]*:([^:]+):/.exec(value)?.[1] : undefined;
    if (typeof region !== 'string' || found === undefined || found === region) return [];
    const name = path.join('.');
    return [problem(path, `Correct ${name}: found the region "${found}", wanted "${region}", because ${reason}`)];
  });
};

const repeatedBucketRule: Rule = (file) => {
  const buckets = valueAt(file, ['trail', 'buckets']);
  if (!Array.isArray(buckets)) return [];
  return buckets.flatMap((bucket, index) =>
    typeof bucket === 'string' && buckets.indexOf(bucket) < index
      ? [problem(['trail', 'buckets', index], `Remove trail.buckets[${index}]: "${bucket}" stands there twice`)]
      : [],
  );
};

const secretPlace =
  /^(ssm:\/[A-Za-z0-9_./-]{1,1010}|secretsmanager:(arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:)?[A-Za-z0-9/_+=.@-]{1,512})$/;

const secretRule: Rule = (file) => {
  const found = valueAt(file, ['slack', 'secret']);
  if (typeof found !== 'string' || secretPlace.test(found)) return [];
  const message =
    'Correct slack.secret: wanted where the secret is kept, "ssm:/path/name" or "secretsmanager:" with its name or ARN, and never the secret itself';
  return [problem(['slack', 'secret'], message)];
};

/** Deliveries come up to 30 days late, and a call that is gone cannot be told from one that never came. */
const callsDaysMin = 35;

const callsDaysRule: Rule = (file) => {
  const found = valueAt(file, ['retention', 'calls_days']);
  if (typeof found !== 'number' || found <= 0 || found >= callsDaysMin) return [];
  const message = `Correct retention.calls_days: found the number ${found}, wanted 0 (for ever) or at least ${callsDaysMin}`;
  return [problem(['retention', 'calls_days'], message)];
};

const rules: readonly Rule[] = [
  topicRule,
  accountRule,
  lakeRule,
  alarmRule,
  regionRule,
  repeatedBucketRule,
  secretRule,
  callsDaysRule,
];

const logDaysRule =
  (logDays: readonly number[]): Rule =>
  (file) => {
    const found = valueAt(file, ['retention', 'logs_days']);
    if (typeof found !== 'number' || logDays.includes(found)) return [];
    const near = logDays.find((one) => one >= found) ?? logDays.at(-1);
    const message = `Correct retention.logs_days: found the number ${found}, wanted one that CloudWatch knows, such as ${near}`;
    return [problem(['retention', 'logs_days'], message)];
  };
