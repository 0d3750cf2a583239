import { type DeliveryCounts, DeliveryReader } from '../core/cloudtrail/delivery-reader.ts';
import { inflate } from '../core/cloudtrail/inflate.ts';
import { type IngestLimits, ingestLimits } from '../core/cloudtrail/ingest-limits.ts';
import { StagedBatch } from '../core/cloudtrail/staged-batch.ts';
import type { IssuerFamilies } from '../core/origin/issuer.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import type { BatchCounts } from './ingest.ts';
import type { ObjectStore, StoredObject } from './ports.ts';

/** Objects small enough to wait in memory are asked for before their turn: a store far away answers many at a time. */
const aheadObjectsMax = 8;
const aheadBytesMax = 1024 * 1024;

/** What to stage, from where to where. Small `limits` are for tests. */
export interface IngestBatchOptions {
  readonly objects: readonly StoredObject[];
  readonly source: ObjectStore;
  readonly staged: ObjectStore;
  readonly slot: string;
  readonly ingestedAt: Date;
  readonly families: IssuerFamilies;
  readonly limits?: IngestLimits;
  readonly onObject?: (object: StoredObject, counts: DeliveryCounts) => void;
}

/**
 * Stages the records of a batch of deliveries as Parquet files.
 * The file of deliveries is written last and makes the batch count; until then nothing of it does, and the same batch again
 * writes the same keys. Memory does not grow with the size of an object.
 * **errors**: `object_unreadable` when a store fails; `count_mismatch` when our own books do not balance. What is wrong with the bytes
 * themselves is a reject.
 */
export async function ingestBatch(options: IngestBatchOptions): Promise<BatchCounts> {
  const { objects, source, staged, slot, ingestedAt, families, limits = ingestLimits } = options;
  const batch = new StagedBatch({ objects, slot, ingestedAt, families, limits });
  const writeFiles = async (): Promise<void> => {
    for (const file of batch.takeFiles()) await staged.write(file.key, file.bytes);
  };
  let total: BatchCounts = { recordsRead: 0, rows: 0, rejects: 0, skipped: 0, brokenObjects: 0, jsonBytes: 0 };
  for await (const { object, bytes } of readInTurn(objects, source)) {
    batch.begin(object);
    const reader = new DeliveryReader(object, batch, limits);
    const outcome = await inflate(bytes, {
      inflatedBytesMax: limits.inflatedBytesMax,
      take: (inflated) => reader.push(inflated),
      pause: writeFiles,
    });
    const counts = reader.end(outcome);
    batch.end(counts);
    total = addDelivery(total, counts);
    options.onObject?.(object, counts);
    await writeFiles();
  }
  batch.finish();
  await writeFiles();
  return total;
}

const addDelivery = (total: BatchCounts, counts: DeliveryCounts): BatchCounts => ({
  recordsRead: total.recordsRead + counts.recordsRead,
  rows: total.rows + counts.rows,
  rejects: total.rejects + counts.rejects,
  skipped: total.skipped + counts.skipped,
  brokenObjects: total.brokenObjects + (counts.isBroken ? 1 : 0),
  jsonBytes: total.jsonBytes + counts.jsonBytes,
});

interface ReadObject {
  readonly object: StoredObject;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** The objects in their order, the next few small ones already on their way. */
async function* readInTurn(objects: readonly StoredObject[], source: ObjectStore): AsyncGenerator<ReadObject> {
  const ahead: Promise<AsyncIterable<Uint8Array>>[] = [];
  for (const [index, object] of objects.entries()) {
    for (const next of objects.slice(index + ahead.length, index + aheadObjectsMax)) {
      const reading = startReading(next, source);
      reading.catch(() => undefined); // told when its turn comes, if it does
      ahead.push(reading);
    }
    const bytes = await ahead.shift();
    if (bytes !== undefined) yield { object, bytes };
  }
}

/** Reads a small object into memory. A larger one waits for its turn unopened, or with its beginning in memory if its store was wrong. */
async function startReading(object: StoredObject, source: ObjectStore): Promise<AsyncIterable<Uint8Array>> {
  const rest = read(object, source);
  if (object.sizeBytes > aheadBytesMax) return rest;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  while (bytes <= aheadBytesMax) {
    const next = await rest.next();
    if (next.done === true) break;
    chunks.push(next.value);
    bytes += next.value.length;
  }
  return join(chunks, rest);
}

async function* join(chunks: readonly Uint8Array[], rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
  yield* rest;
}

async function* read(object: StoredObject, source: ObjectStore): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of await source.read(object.key)) yield chunk;
  } catch (cause) {
    if (cause instanceof SubtrailError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const text = `Read "${object.uri}": ${reason}`;
    // A store that knows better says so with an error of ours; a stream that breaks off is worth another try.
    throw new SubtrailError('object_unreadable', text, { cause, retryable: true });
  }
}
