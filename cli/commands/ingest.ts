import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import type { DeliveryFilter } from '../../core/cloudtrail/delivery-filter.ts';
import { attribute } from '../../jobs/attribute.ts';
import { type IngestOutcome, ingest } from '../../jobs/ingest.ts';
import { dropUnfinishedBatches, slotOf } from '../../jobs/staged-slots.ts';
import { renderJson } from '../../render/terminal/json.ts';
import { type BatchRunner, createBatchRunner, type WorkerSetup, workersDefault } from '../batch-runner.ts';
import { addDeliveryFilterOptions, type DeliveryFilterOptions, deliveryFilterOf } from '../delivery-filter-options.ts';
import { type LocalLake, withLocalLake } from '../lake.ts';
import { addLakeOptions, addPolicyOption, lakeDefault } from '../options.ts';
import { readPolicyFile } from '../policy-file.ts';
import { openSource, parseSource, type SourceSpec } from '../sources.ts';
import { runSteps } from '../steps.ts';
import { requireSpan } from '../time-option.ts';

interface IngestOptions extends DeliveryFilterOptions {
  readonly lake: string;
  readonly policy?: string;
  readonly workers: number;
  readonly format: 'text' | 'json';
}

/** `subtrail ingest`: reads deliveries that the lake has not read yet, and settles them. */
export function addIngestCommand(program: Command): void {
  const command = program
    .command('ingest')
    .summary('read CloudTrail deliveries into the lake, and attribute them')
    .description(
      'Reads CloudTrail deliveries (.json.gz, or unpacked .json) that the lake has not read yet, and ties every call to its\norigin. Safe to interrupt and to run again: what was read is not read twice.',
    )
    .argument('<path...>', 'folders, files, or s3://bucket/prefix (AWS_ENDPOINT_URL and the usual credentials apply)')
    .option('--workers <n>', 'threads that read', parseWorkers, workersDefault)
    .addOption(new Option('--format <format>', 'how to print the outcome').choices(['text', 'json']).default('text'))
    .addHelpText(
      'after',
      '\nExamples:\n  subtrail ingest ./cloudtrail-logs\n  subtrail ingest s3://acme-trail/AWSLogs/ --since 2026-11-01 --accounts 111122223333',
    );
  addPolicyOption(addLakeOptions(addDeliveryFilterOptions(command)));
  command.action(async (paths: string[], options: IngestOptions) => {
    requireSpan(options);
    const policy = await readPolicyFile(options.policy);
    const sources = await Promise.all(paths.map(parseSource));
    const outcome = await withLocalLake(options, 'create', (lake) =>
      ingestAndAttribute(lake, {
        sources,
        families: policy.families,
        workers: options.workers,
        filter: deliveryFilterOf(options),
      }),
    );
    process.stdout.write(
      options.format === 'json' ? `${renderJson([outcome])}\n` : describeOutcome(outcome, options.lake),
    );
  });
}

/**
 * Reads and settles in the order that is safe to kill at any moment, showing progress on a terminal.
 * **shape**: `startRunner` says who stages the batches, by default threads; `copies` where other copies of an event can be, by
 * default anywhere, because logs that people collect use ids twice.
 */
export async function ingestAndAttribute(
  lake: LocalLake,
  options: {
    readonly sources: readonly SourceSpec[];
    readonly families: ReadonlyMap<string, string>;
    readonly workers: number;
    readonly filter: DeliveryFilter;
    readonly startRunner?: (setup: WorkerSetup) => BatchRunner;
    readonly copies?: 'same_day' | 'anywhere';
  },
): Promise<IngestOutcome> {
  const { sources, families, workers, startRunner = createBatchRunner, copies = 'anywhere' } = options;
  const ingestedAt = systemClock.now();
  const setup = { sources, families, slot: slotOf(ingestedAt), ingestedAt, stagedRoot: join(lake.directory, 'staged') };
  let outcome: IngestOutcome | undefined;
  await dropUnfinishedBatches(lake.staged);
  await lake.refreshStaged();
  await runSteps([
    {
      title: 'Reading deliveries',
      run: async (progress) => {
        const stores = await Promise.all(sources.map(openSource));
        const runner = startRunner(setup);
        try {
          outcome = await ingest({
            sources: stores.map((store, index) => ({ store, readsAnyName: sources[index]?.readsAnyName ?? false })),
            engine: lake.engine,
            sql: lake.sql,
            filter: options.filter,
            concurrency: workers,
            runBatch: runner.run,
            progress,
          });
        } finally {
          await runner.close();
        }
        return `${outcome.recordsRead} records of ${outcome.objects} deliveries`;
      },
    },
    { title: 'Attributing calls', run: () => settleStaged(lake, copies) },
  ]);
  if (outcome === undefined) throw new Error('The steps ended without an outcome');
  return outcome;
}

/** Settles everything staged, this run's and what an earlier one left, then removes the settled files. */
async function settleStaged(lake: LocalLake, copies: 'same_day' | 'anywhere'): Promise<string | undefined> {
  const files = await dropUnfinishedBatches(lake.staged);
  const slots = files.map((file) => file.slot).sort();
  const [slotFirst] = slots;
  const slotLast = slots.at(-1);
  if (slotFirst === undefined || slotLast === undefined) return 'nothing new';
  await lake.refreshStaged();
  const { engine, sql } = lake;
  const { repairedCalls } = await attribute({ engine, sql, window: { slotFirst, slotLast }, copies });
  for (const file of files) await lake.staged.remove(file.key);
  await lake.refreshStaged();
  return repairedCalls > 0 ? `${repairedCalls} earlier calls have a better answer now` : undefined;
}

function describeOutcome(outcome: IngestOutcome, lake: string): string {
  const passedOver = Object.entries(outcome.passedOver)
    .map(([kind, count]) => `${count} ${kind.replaceAll('_', ' ')}`)
    .join(', ');
  const lines = [
    `${outcome.objects} deliveries read, ${outcome.alreadyRead} known already${passedOver === '' ? '' : `; passed over: ${passedOver}`}`,
    `${outcome.recordsRead} records = ${outcome.rows} rows + ${outcome.rejects} rejects + ${outcome.skipped} skipped`,
    ...(outcome.brokenObjects === 0
      ? []
      : [`${outcome.brokenObjects} deliveries could not be read to their end; see "subtrail status"`]),
    nextStep(outcome, lake),
  ];
  return `${lines.join('\n')}\n`;
}

function nextStep(outcome: IngestOutcome, lake: string): string {
  if (outcome.objects + outcome.alreadyRead === 0) {
    return 'No deliveries there: they are called ACCOUNT_CloudTrail_REGION_TIME_….json.gz; a file of another name is read when you name it';
  }
  const option = lake === lakeDefault ? '' : ` --lake ${quoteForShell(lake)}`;
  return `Next: subtrail detect${option}, subtrail report${option}`;
}

const quoteForShell = (text: string): string =>
  /^[\w./@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

function parseWorkers(text: string): number {
  const workers = Number(text);
  if (!Number.isInteger(workers) || workers < 1 || workers > 64)
    throw new InvalidArgumentError('Give a number from 1 to 64.');
  return workers;
}
