import { systemClock } from '../adapters/clock/system-clock.ts';
import { batchOperationsEvent, readTask, renderAnswer, type TaskResult } from '../core/backfill/batch-operations.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import { ingestTask, type TaskOutcome } from '../jobs/ingest-task.ts';
import type { ObjectStore } from '../jobs/ports.ts';
import { quarterSlotOf } from '../jobs/staged-slots.ts';
import { readBundledIssuers } from './bundled-policy.ts';
import { createHandler } from './create-handler.ts';
import { openLakeStore, openSourceObjects } from './lake-store.ts';
import { lakeSettings, readSettings, sourceSettings } from './settings.ts';
import { count, logger, measure } from './telemetry.ts';

/**
 * How long after its start a reading may still write, far below the timeouts after which a slot is settled: what came later
 * would be taken for the rest of a killed run.
 */
const writingMillisMax = 100_000;
/** What is left of the function's time when no new task is begun. One event has one task, as a rule. */
const lastTaskMillis = 45_000;

const settings = readSettings({ ...lakeSettings, ...sourceSettings });
const staged = openLakeStore(settings.SUBTRAIL_LAKE_LOCATION, 'staged/');
const openerOf = openSourceObjects(settings.SUBTRAIL_SOURCE_BUCKETS);
const families = readBundledIssuers();

/** Stages the objects that S3 Batch Operations names, each as a batch of its own, and answers for each of them. */
export const handler = createHandler(batchOperationsEvent, async (event, context) => {
  const results: TaskResult[] = [];
  for (const task of event.tasks) {
    if (context.getRemainingTimeInMillis() <= lastTaskMillis) break; // the answer lets the others come again
    const ingestedAt = systemClock.now();
    const outcome = await ingestTask(readTask(task), {
      openerOf,
      sourcePrefix: settings.SUBTRAIL_SOURCE_PREFIX,
      staged: writableUntil(new Date(ingestedAt.getTime() + writingMillisMax)),
      slot: quarterSlotOf(ingestedAt),
      ingestedAt,
      families,
    });
    report(outcome, event.job.id);
    results.push({ taskId: task.taskId, ...outcome.result });
  }
  return renderAnswer(event, results);
});

const writableUntil = (until: Date): ObjectStore => ({
  ...staged,
  write: async (key, bytes) => {
    if (systemClock.now() < until) return staged.write(key, bytes);
    const text = `Write "${key}": reading took so long that its slot may be settled by now`;
    throw new SubtrailError('object_unreadable', text, { retryable: true });
  },
});

/** Without the lag that ingest measures: the deliveries of a backfill are old, and nobody is to be woken for that. */
function report({ result, counts, passedOver }: TaskOutcome, jobId: string): void {
  measure({ MessagesFailed: count(result.outcome === 'succeeded' ? 0 : 1) });
  if (passedOver !== null) measure({ ObjectsPassedOver: count(1) });
  if (counts !== null) {
    const { recordsRead, rows, rejects, skipped } = counts;
    measure({
      ObjectsRead: count(1),
      RecordsRead: count(recordsRead),
      RowsStaged: count(rows),
      Rejects: count(rejects),
      RecordsSkipped: count(skipped),
    });
  }
  if (result.outcome === 'succeeded') logger.debug('A task is done', { jobId, ...result });
  else logger.warn('A task failed', { jobId, ...result });
}
