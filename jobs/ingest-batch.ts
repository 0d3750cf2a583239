import { type DeliveryCounts, DeliveryReader } from '../core/cloudtrail/delivery-reader.ts';
import { inflate } from '../core/cloudtrail/inflate.ts';
import { type IngestLimits, ingestLimits } from '../core/cloudtrail/ingest-limits.ts';
import { StagedBatch } from '../core/cloudtrail/staged-batch.ts';
import type { IssuerFamilies } from '../core/origin/issuer.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import { addCounts, type BatchCounts, noCounts } from './batch-counts.ts';
import type { ObjectStore, StoredObject } from './ports.ts';

/** Objects small enough to wait in memory are asked for before their turn: a store far away answers many at a time. */
const aheadObjectsMax = 8;
const aheadBytesMax = 1024 * 1024;

/** What to stage, from where to where. Small `limits` are for tests. */
export interface IngestBatchOptions {
  readonly objects: readonly StoredObject[];
  readonly source: Pick<ObjectStore, 'read'>;
  readonly staged: ObjectStore;
  readonly slot: string;
  readonly ingestedAt: Date;
  readonly families: IssuerFamilies;
  readonly limits?: IngestLimits;
  /** What is known of an object once it is open, where it was named without its size and version. */
  readonly asOpened?: (object: StoredObject) => StoredObject;
  readonly onObject?: (object: StoredObject, counts: DeliveryCounts) => void;
  /** Told of an object that its store does not give, which is then left out. Without it, such an object ends the batch. */
  readonly onUnreadable?: (object: StoredObject, error: SubtrailError) => void;
}

/**
 * Stages the records of a batch of deliveries as Parquet files.
 * The file of deliveries is written last and makes the batch count; until then nothing of it does, and the same batch again
 * writes the same keys. Memory does not grow with the size of an object.
 * **errors**: `object_unreadable` when a store fails, with `details.sourceUri` when it was the source that broke off; `count_mismatch`
 * when our own books do not balance. What is wrong with the bytes themselves is a reject.
 */
export async function ingestBatch(options: IngestBatchOptions): Promise<BatchCounts> {
  const { objects, source, staged, slot, ingestedAt, families, limits = ingestLimits } = options;
  const batch = new StagedBatch({ objects, slot, ingestedAt, families, limits });
  const writeFiles = async (): Promise<void> => {
    for (const file of batch.takeFiles()) await staged.write(file.key, file.bytes);
  };
  let total = noCounts;
  for await (const { object, opening } of readInTurn(objects, source)) {
    const bytes = await opening.catch((error: unknown) => leaveOut(object, error, options));
    if (bytes === null) continue;
    batch.begin(options.asOpened?.(object) ?? object);
    const reader = new DeliveryReader(object, batch, limits);
    const outcome = await inflate(bytes, {
      inflatedBytesMax: limits.inflatedBytesMax,
      take: (inflated) => reader.push(inflated),
      pause: writeFiles,
    });
    const counts = reader.end(outcome);
    batch.end(counts);
    total = addCounts(total, { ...counts, brokenObjects: counts.isBroken ? 1 : 0 });
    options.onObject?.(object, counts);
    await writeFiles();
  }
  batch.finish();
  await writeFiles();
  return total;
}

/** Nothing of the object has been staged yet, so that the batch can go on without it. */
function leaveOut(object: StoredObject, error: unknown, { onUnreadable }: IngestBatchOptions): null {
  if (onUnreadable === undefined || !(error instanceof SubtrailError)) throw error;
  onUnreadable(object, error);
  return null;
}

interface ReadObject {
  readonly object: StoredObject;
  /** The bytes, of which the first are there: whoever gets them knows that the store gives the object. */
  readonly opening: Promise<AsyncIterable<Uint8Array>>;
}

/** The objects in their order, the next few small ones already on their way. */
async function* readInTurn(
  objects: readonly StoredObject[],
  source: Pick<ObjectStore, 'read'>,
): AsyncGenerator<ReadObject> {
  const ahead: (() => Promise<AsyncIterable<Uint8Array>>)[] = [];
  for (const [index, object] of objects.entries()) {
    for (const next of objects.slice(index + ahead.length, index + aheadObjectsMax)) {
      ahead.push(startReading(next, source));
    }
    const open = ahead.shift();
    if (open !== undefined) yield { object, opening: open() };
  }
}

/** Reads a small object into memory now, and a larger one when its turn comes. */
function startReading(
  object: StoredObject,
  source: Pick<ObjectStore, 'read'>,
): () => Promise<AsyncIterable<Uint8Array>> {
  if (object.sizeBytes > aheadBytesMax) return () => readBeginning(object, source, 1);
  const reading = readBeginning(object, source, aheadBytesMax);
  reading.catch(() => undefined); // told when its turn comes, if it does
  return () => reading;
}

/** An object with so many of its first bytes in memory, or all of them. */
async function readBeginning(
  object: StoredObject,
  source: Pick<ObjectStore, 'read'>,
  bytesMin: number,
): Promise<AsyncIterable<Uint8Array>> {
  const rest = read(object, source);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < bytesMin) {
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

async function* read(object: StoredObject, source: Pick<ObjectStore, 'read'>): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of await source.read(object.key)) yield chunk;
  } catch (cause) {
    throw sourceError(object, cause);
  }
}

function sourceError({ uri: sourceUri }: StoredObject, cause: unknown): SubtrailError {
  // A store that knows better says so with an error of ours; a stream that breaks off is worth another try.
  if (cause instanceof SubtrailError) {
    const { code, message, retryable, details } = cause;
    return new SubtrailError(code, message, { cause, retryable, details: { ...details, sourceUri } });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  const text = `Read "${sourceUri}": ${reason}`;
  return new SubtrailError('object_unreadable', text, { cause, retryable: true, details: { sourceUri } });
}
