import type { TaskObject, TaskResult } from '../core/backfill/batch-operations.ts';
import { everyDelivery, passOver } from '../core/cloudtrail/delivery-filter.ts';
import type { IssuerFamilies } from '../core/origin/issuer.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import type { BatchCounts } from './batch-counts.ts';
import { ingestBatch } from './ingest-batch.ts';
import type { ObjectOpener, ObjectStore, OpenedObject } from './ports.ts';

/** What became of a task, and what was read: null where nothing was. */
export interface TaskOutcome {
  readonly result: Omit<TaskResult, 'taskId'>;
  readonly counts: BatchCounts | null;
  readonly passedOver: string | null;
}

/**
 * What may be read, and where to put it.
 * **shape**: `openerOf` gives the objects of a bucket, null for one that is not to be read.
 */
export interface IngestTaskOptions {
  readonly openerOf: (bucket: string) => ObjectOpener | null;
  readonly sourcePrefix: string;
  readonly staged: ObjectStore;
  readonly slot: string;
  readonly ingestedAt: Date;
  readonly families: IssuerFamilies;
}

/**
 * Stages the object that a task of S3 Batch Operations names, as a batch of its own: a task that comes again writes the same files.
 * **shape**: what is wrong with the object's bytes is a reject in the lake, and the task has succeeded. An object that is no
 * delivery is passed over, which is success too.
 * **errors**: `count_mismatch`; all else is the outcome.
 */
export async function ingestTask(task: TaskObject | null, options: IngestTaskOptions): Promise<TaskOutcome> {
  if (task === null) return permanent('The task names no bucket and key');
  const { bucket, key } = task;
  const opener = options.openerOf(bucket);
  if (opener === null) return permanent(`"${bucket}" is no bucket that this deployment reads`);
  const reason = key.startsWith(options.sourcePrefix) ? passOver(key, everyDelivery) : 'outside_prefix';
  if (reason !== null) {
    const text = `passed over: ${reason.replaceAll('_', ' ')}`;
    return { result: { outcome: 'succeeded', text }, counts: null, passedOver: reason };
  }
  try {
    const counts = await stage(await opener.open(key), options);
    const { recordsRead, rows, rejects, skipped, brokenObjects } = counts;
    const broken = brokenObjects > 0 ? '; not read to its end' : '';
    const text = `${recordsRead} records = ${rows} rows + ${rejects} rejects + ${skipped} skipped${broken}`;
    return { result: { outcome: 'succeeded', text }, counts, passedOver: null };
  } catch (error) {
    if (!(error instanceof SubtrailError) || error.code !== 'object_unreadable') throw error;
    const outcome = error.retryable ? 'temporary_failure' : 'permanent_failure';
    return { result: { outcome, text: error.message }, counts: null, passedOver: null };
  }
}

async function stage({ object, bytes }: OpenedObject, options: IngestTaskOptions): Promise<BatchCounts> {
  // The object is open already, so that it costs one request; nothing else is asked of its store.
  const source: ObjectStore = {
    list: async function* () {
      yield object;
    },
    read: async () => bytes,
    write: refuse,
    remove: refuse,
  };
  return ingestBatch({ ...options, objects: [object], source });
}

const refuse = async (): Promise<void> => {
  throw new Error('A trail is only read');
};

const permanent = (text: string): TaskOutcome => ({
  result: { outcome: 'permanent_failure', text },
  counts: null,
  passedOver: null,
});
