import { createHash } from 'node:crypto';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { createFileWriter } from '../../adapters/files/object-writer.ts';
import { createS3ObjectStore } from '../../adapters/s3/object-store.ts';
import { createS3ObjectWriter } from '../../adapters/s3/object-writer.ts';
import { createS3Client } from '../../adapters/s3/s3-client.ts';
import { parseS3Uri, type S3Location } from '../../adapters/s3/s3-uri.ts';
import { renderCreateJob } from '../../core/backfill/create-job.ts';
import { estimateBackfill } from '../../core/backfill/estimate.ts';
import { assumptions } from '../../core/costs/assumptions.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';
import { type BackfillPlan, planBackfill } from '../../jobs/plan-backfill.ts';
import { slotOf } from '../../jobs/staged-slots.ts';
import { renderBackfill } from '../../render/terminal/backfill.ts';
import { renderJson } from '../../render/terminal/json.ts';
import { addDeliveryFilterOptions, type DeliveryFilterOptions, deliveryFilterOf } from '../delivery-filter-options.ts';
import { runSteps } from '../steps.ts';
import { terminalStyle } from '../terminal-style.ts';

interface BackfillOptions extends DeliveryFilterOptions {
  readonly to?: S3Location;
  readonly out?: string;
  readonly dryRun: boolean;
  readonly accountId?: string;
  readonly roleArn?: string;
  readonly functionArn?: string;
  readonly concurrency: number;
  readonly format: 'text' | 'json';
}

/** `subtrail backfill`: what is there of an existing trail, what reading it costs, and the job that does. */
export function addBackfillCommand(program: Command): void {
  const command = program
    .command('backfill')
    .summary('plan the reading of an existing trail by the deployed service')
    .description(
      'Lists the deliveries of a trail, says what it costs and how long it takes to read them all, and writes a manifest for S3\nBatch Operations, which hands them to the deployed service one by one. Starts nothing: it prints the command that does.',
    )
    .argument(
      '<s3 uri>',
      'the trail: s3://bucket/prefix (AWS_ENDPOINT_URL and the usual credentials apply)',
      parseLocation,
    )
    .option('--to <s3 uri>', 'the lake of the deployed service: s3://bucket or s3://bucket/prefix', parseLocation)
    .option('--out <file>', 'write the manifest to this file instead, to be uploaded by you')
    .option('--dry-run', 'list and reckon, write nothing', false);
  addDeliveryFilterOptions(command)
    .option(
      '--account-id <id>',
      'for the command: the account of the deployed service',
      matching(/^\d{12}$/, '12 digits'),
    )
    .option(
      '--role-arn <arn>',
      'for the command: the role that S3 Batch Operations takes',
      matching(arnOf('iam'), 'an ARN of iam'),
    )
    .option(
      '--function-arn <arn>',
      'for the command: the function backfill',
      matching(arnOf('lambda'), 'an ARN of lambda'),
    )
    .option(
      '--concurrency <n>',
      'objects read at the same time, for the hours: what the function is allowed',
      parseConcurrency,
      assumptions.backfillConcurrency,
    )
    .addOption(new Option('--format <format>', 'how to print the plan').choices(['text', 'json']).default('text'))
    .addHelpText(
      'after',
      '\nExamples:\n  subtrail backfill s3://acme-trail/AWSLogs/ --dry-run --since 2026-10-01 --until 2026-11-01\n  subtrail backfill s3://acme-trail --to s3://acme-lake --account-id 111122223333 --role-arn … --function-arn …',
    )
    .action(runBackfill);
}

async function runBackfill(source: S3Location, options: BackfillOptions): Promise<void> {
  if (options.to === undefined && options.out === undefined && !options.dryRun) {
    throw new SubtrailError('wrong_use', 'Plan the backfill: give --to s3://LAKE-BUCKET, --out FILE or --dry-run');
  }
  const id = nameBackfill(source, options);
  const place = { bucket: options.to?.bucket ?? '<LAKE_BUCKET>', key: manifestKey(options.to?.prefix ?? '', id) };
  const plan = await listTrail(source, { ...options, place });
  const estimate = estimateBackfill(plan, options.concurrency);
  const command = commandFor(plan, { ...options, id, place });
  const manifest = plan.manifest === null ? null : (options.out ?? plan.manifest.uri);
  const uri = `s3://${source.bucket}/${source.prefix}`;
  const { passedOver } = plan;
  process.stdout.write(
    options.format === 'json'
      ? `${renderJson([{ source: uri, passedOver, ...estimate, manifest, command }])}\n`
      : `${renderBackfill({ source: uri, passedOver, estimate, manifest, command }, terminalStyle())}\n`,
  );
}

async function listTrail(
  { bucket, prefix }: S3Location,
  options: BackfillOptions & { readonly place: { readonly bucket: string; readonly key: string } },
): Promise<BackfillPlan> {
  const { out, place, dryRun } = options;
  const client = createS3Client();
  const createManifest = () => (out === undefined ? createS3ObjectWriter({ client, ...place }) : createFileWriter(out));
  let plan: BackfillPlan | undefined;
  await runSteps([
    {
      title: 'Listing the trail',
      run: async (progress) => {
        plan = await planBackfill({
          source: createS3ObjectStore({ client, bucket, prefix }),
          bucket,
          filter: deliveryFilterOf(options),
          createManifest: dryRun ? null : createManifest,
          progress,
        });
        return `${plan.objects} deliveries`;
      },
    },
  ]).finally(() => client.destroy());
  if (plan === undefined) throw new Error('The step ended without a plan');
  return plan;
}

function commandFor(
  { manifest }: BackfillPlan,
  options: BackfillOptions & { readonly id: string; readonly place: { readonly bucket: string; readonly key: string } },
): string | null {
  if (manifest === null) return null;
  const etag = options.out === undefined ? manifest.version : null;
  const { id, accountId = null, roleArn = null, functionArn = null } = options;
  return renderCreateJob({ ...options.place, etag }, { id, accountId, roleArn, functionArn });
}

/** The moment, and what was asked for: two plans never write one manifest. */
function nameBackfill(source: S3Location, options: BackfillOptions): string {
  const asked = JSON.stringify([source, deliveryFilterOf(options)]);
  const mark = createHash('sha256').update(asked).digest('hex').slice(0, 8);
  return `${slotOf(systemClock.now())}-${mark}`;
}

const manifestKey = (prefix: string, id: string): string =>
  `${prefix === '' ? '' : `${prefix.replace(/\/+$/, '')}/`}backfill/${id}/manifest.csv`;

function parseLocation(text: string): S3Location {
  try {
    return parseS3Uri(text);
  } catch {
    throw new InvalidArgumentError('Give an address in S3, such as s3://bucket/prefix.');
  }
}

const arnOf = (service: string): RegExp => new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]*:\\d{12}:.+$`);

const matching =
  (pattern: RegExp, wanted: string) =>
  (text: string): string => {
    if (!pattern.test(text)) throw new InvalidArgumentError(`Give ${wanted}.`);
    return text;
  };

function parseConcurrency(text: string): number {
  const concurrency = Number(text);
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 1000)
    throw new InvalidArgumentError('Give a number from 1 to 1000.');
  return concurrency;
}
