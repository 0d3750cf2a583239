import { z } from 'zod';
import { parseYamlFile } from '../core/policy/parse-yaml-file.ts';
import type { PolicyProblem } from '../core/policy/policy-problem.ts';
import { reviewSettings } from './review-settings.ts';

/** How CloudTrail's bucket tells us of a delivery. */
export const notificationKinds = ['s3', 'sns', 'eventbridge', 'cloudtrail_sns'] as const;
/** Days that CloudWatch knows for keeping logs. **source**: CloudWatch Logs, PutRetentionPolicy (read 2026-11) */
const logDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 2192, 2557, 2922, 3288, 3653];
/** A queue's messages may wait two weeks; an alarm over a longer silence would come too late to look. */
const silenceHoursMax = 24;
/** Days that S3 and our own deletion can be told without anybody living to see them. */
const daysMax = 36_500;
/** Buckets of trails; an organisation has one, a grown estate a handful. */
const bucketsMax = 20;

const arnOf = (service: string, rest: string) => new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]+:\\d{12}:${rest}$`);
const topicArn = z
  .string()
  .regex(
    arnOf('sns', '[A-Za-z0-9_-]{1,256}'),
    'the ARN of an SNS topic, such as arn:aws:sns:eu-west-1:111122223333:trail',
  );
const keyArn = z
  .string()
  .regex(
    arnOf('kms', 'key/[A-Za-z0-9-]+'),
    'the ARN of a KMS key (not of an alias), such as arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  );
const bucketName = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket, without s3://');
const days = z.int().min(0).max(daysMax);

const trailSchema = z.strictObject({
  buckets: z.array(bucketName).min(1).max(bucketsMax),
  account: z
    .string()
    .regex(/^\d{12}$/, 'twelve digits in quotes')
    .optional(),
  prefix: z
    .string()
    .max(200)
    .regex(
      /^[A-Za-z0-9!_.()-]+(\/[A-Za-z0-9!_.()-]+)*$/,
      'what stands before AWSLogs/ in the keys, without a slash at its ends',
    )
    .optional(),
  kms_key: z.union([keyArn, z.array(keyArn).min(1).max(bucketsMax)]).optional(),
});

const notificationsSchema = z.strictObject({
  by: z.enum(notificationKinds),
  topic: topicArn.optional(),
  raw: z.boolean().default(false),
});

const lakeSchema = z.strictObject({
  encryption: z
    .string()
    .regex(
      /^(own_key|sse_s3|arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+)$/,
      '"own_key", "sse_s3", or the ARN of a KMS key',
    )
    .default('own_key'),
  existing: z
    .strictObject({
      bucket: bucketName,
      database: z.string().regex(/^[a-z0-9_]{1,128}$/, 'the name of a Glue database'),
    })
    .optional(),
});

const retentionSchema = z.strictObject({
  calls_days: days.default(400),
  reports_days: days.default(0),
  logs_days: z.int().default(90),
});

// What is wrong with a secret's place is told by review-settings.ts, which does not repeat what may be the secret itself.
const slackSchema = z.strictObject({ secret: z.string(), kms_key: keyArn.optional() });

const alarmsSchema = z.strictObject({
  topic: topicArn.optional(),
  email: z.email('an e-mail address').optional(),
  silence_hours: z.int().min(1).max(silenceHoursMax).default(6),
});

/** The format of `subtrail.deploy.yaml`. */
export const deploymentSchema = z.strictObject({
  version: z.literal(1),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region, such as eu-west-1'),
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,11}$/, 'a short name of small letters and digits, such as prod')
    .default('prod'),
  organization: z
    .string()
    .regex(/^o-[a-z0-9]{10,32}$/, 'the id of an organisation, such as o-exampleorgid')
    .optional(),
  trail: trailSchema,
  notifications: notificationsSchema,
  lake: lakeSchema.prefault({}),
  retention: retentionSchema.prefault({}),
  athena: z.strictObject({ scan_limit_gb: z.int().min(1).max(100_000).default(200) }).prefault({}),
  slack: slackSchema.optional(),
  alarms: alarmsSchema.prefault({}),
  ingest: z.strictObject({ concurrency_max: z.int().min(2).max(1000).default(10) }).prefault({}),
  policy: z.string().min(1).max(1000).optional(),
  report_url: z.url({ protocol: /^https$/, error: 'an address that begins with https://' }).optional(),
});

/** What a deployment is made from: `subtrail.deploy.yaml` with its defaults filled in. */
export type DeploymentSettings = z.infer<typeof deploymentSchema>;

/**
 * Reads the settings of a deployment and tells everything that is wrong with them at once, each with its line.
 * **errors**: never throws; `value` is null when any problem is an error.
 */
export const parseDeploymentSettings = (
  text: string,
  { fileName }: { readonly fileName: string },
): { readonly value: DeploymentSettings | null; readonly problems: readonly PolicyProblem[] } =>
  parseYamlFile(text, {
    fileName,
    schema: deploymentSchema,
    review: (value) => reviewSettings(value, logDays),
    wanted: (issue) => (issue.code === 'invalid_format' ? issue.message : null),
  });
