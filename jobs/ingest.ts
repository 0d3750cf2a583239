import { type DeliveryFilter, passOver } from '../core/cloudtrail/delivery-filter.ts';
import { planBatches } from '../core/cloudtrail/plan-batches.ts';
import { addCounts, type BatchCounts, noCounts } from './batch-counts.ts';
import type { ObjectStore, Progress, QueryEngine, SqlLibrary, StoredObject } from './ports.ts';

/** What to read from. `reads` says whether an object of no known layout is read all the same: it was named by hand. */
export interface IngestSource {
  readonly store: ObjectStore;
  readonly readsAnyName: boolean;
}

/** One batch of objects of one source, to be staged by whoever has a core to spare. */
export interface BatchTask {
  readonly sourceIndex: number;
  readonly objects: readonly StoredObject[];
}

/** What a run of *ingest* found and read. `passedOver`: files of other kinds, by kind, and filtered ones. */
export interface IngestOutcome extends BatchCounts {
  readonly objects: number;
  readonly alreadyRead: number;
  readonly passedOver: Readonly<Record<string, number>>;
}

/**
 * Stages every delivery of the sources that the lake has not read yet.
 * **errors**: `object_unreadable` when a store fails; what was staged before stays and is not read again.
 */
export async function ingest(options: {
  readonly sources: readonly IngestSource[];
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
  readonly filter: DeliveryFilter;
  readonly concurrency: number;
  readonly runBatch: (task: BatchTask) => Promise<BatchCounts>;
  readonly progress: Progress;
}): Promise<IngestOutcome> {
  const { sources, engine, sql, progress } = options;
  const known = await loadKnownVersions(engine, sql);
  const passedOver: Record<string, number> = {};
  const tasks: BatchTask[] = [];
  let alreadyRead = 0;
  for (const [sourceIndex, source] of sources.entries()) {
    const wanted: StoredObject[] = [];
    for await (const object of source.store.list('')) {
      const reason = passOver(object.key, options.filter, source);
      if (reason !== null) passedOver[reason] = (passedOver[reason] ?? 0) + 1;
      else if (known.get(object.uri) === object.version) alreadyRead += 1;
      else {
        known.set(object.uri, object.version); // the same folder given twice is read once
        wanted.push(object);
      }
      if (wanted.length % 1000 === 999) progress.report(`listing: ${wanted.length} new deliveries`);
    }
    tasks.push(...planBatches(wanted).map((objects) => ({ sourceIndex, objects })));
  }
  const objects = tasks.reduce((sum, task) => sum + task.objects.length, 0);
  const counts = await runAll(tasks, options, objects);
  return { ...counts, objects, alreadyRead, passedOver };
}

async function loadKnownVersions(engine: QueryEngine, sql: SqlLibrary): Promise<Map<string, string>> {
  const rows = await engine.query(sql.get('ingest/list_known_objects'));
  return new Map(rows.map((row) => [String(row['source_object']), String(row['source_version'])]));
}

async function runAll(
  tasks: readonly BatchTask[],
  options: { concurrency: number; runBatch: (task: BatchTask) => Promise<BatchCounts>; progress: Progress },
  objects: number,
): Promise<BatchCounts> {
  let total = noCounts;
  let done = 0;
  let isFailing = false;
  const queue = [...tasks].reverse();
  const work = async () => {
    for (let task = queue.pop(); task !== undefined && !isFailing; task = queue.pop()) {
      const counts = await options.runBatch(task).catch((error: unknown) => {
        isFailing = true;
        throw error;
      });
      total = addCounts(total, counts);
      done += task.objects.length;
      options.progress.report(`reading: ${done} of ${objects} deliveries, ${total.recordsRead} records`);
    }
  };
  // Every worker is waited for even when one fails, so that nothing still writes when the error is told.
  const ended = await Promise.allSettled(Array.from({ length: options.concurrency }, work));
  const failed = ended.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return total;
}
