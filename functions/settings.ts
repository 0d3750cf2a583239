import { z } from 'zod';
import { parseS3Uri } from '../adapters/s3/s3-uri.ts';
import { SubtrailError } from '../core/subtrail-error.ts';

const name = z.string().min(1).max(256);
const buckets = z
  .string()
  .transform((text) => text.split(',').map((bucket) => bucket.trim()))
  .pipe(z.array(z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)).min(1));
const wholeNumber = z.coerce.number().int().min(0);

/** Where the lake's files lie: staged ones, tables, reports. */
export const lakeSettings = {
  SUBTRAIL_LAKE_LOCATION: z.string().transform((text, context) => {
    try {
      return parseS3Uri(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'wanted s3://BUCKET or s3://BUCKET/PREFIX' });
      return z.NEVER;
    }
  }),
};

/** What may be read. */
export const sourceSettings = {
  SUBTRAIL_SOURCE_BUCKETS: buckets,
  SUBTRAIL_SOURCE_PREFIX: z.string().max(1024).default(''),
};

/** Where SQL runs. */
export const athenaSettings = {
  SUBTRAIL_ATHENA_WORKGROUP: name,
  SUBTRAIL_ATHENA_DATABASE: name,
  SUBTRAIL_ATHENA_CATALOG: name.default('AwsDataCatalog'),
};

/** How people are told: nothing, or the name of the secret that says how. */
export const slackSettings = {
  SUBTRAIL_SLACK_SECRET: z
    .string()
    .regex(/^(ssm:\/|secretsmanager:).+$/, 'wanted ssm:/NAME or secretsmanager:NAME-OR-ARN')
    .optional(),
  SUBTRAIL_SLACK_API_URL: z.url().optional(),
};

/** For *attribute*: how long a reading that has begun may still write. */
export const settleSettings = { SUBTRAIL_INGEST_SECONDS_MAX: wholeNumber };

/** For *maintain*: days that calls are kept, 0 for ever. */
export const retentionSettings = { SUBTRAIL_RETENTION_DAYS: wholeNumber };

/** For *report*: where people open what is written below `reports/`. */
export const reportSettings = { SUBTRAIL_REPORT_URL: z.url({ protocol: /^https$/ }).optional() };

/**
 * The environment of a function, once and whole.
 * **shape**: an empty variable counts as one that is not there. **errors**: `wrong_use` naming every variable that is wrong.
 */
export function readSettings<T extends z.ZodRawShape>(
  shape: T,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): z.output<z.ZodObject<T>> {
  const given = Object.fromEntries(Object.keys(shape).map((key) => [key, environment[key] || undefined]));
  const parsed = z.object(shape).safeParse(given);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${String(path[0])}: ${message}`);
  throw new SubtrailError('wrong_use', `Read the settings of the function: ${wrong.join('; ')}`);
}
