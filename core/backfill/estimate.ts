import { assumptions, ingestSeconds, memoryGb } from '../costs/assumptions.ts';
import { attributeReads, attributeSeconds, totalReads } from '../costs/athena-reads.ts';
import { athenaDollars, prices } from '../costs/prices.ts';

/** What a backfill would read, as the listing tells. */
export interface BackfillSize {
  readonly objects: number;
  readonly compressedBytes: number;
}

/** One line of an estimate. */
export interface CostItem {
  readonly item: string;
  readonly quantity: number;
  readonly unit: string;
  readonly dollars: number;
}

/**
 * What a backfill would take.
 * **shape**: `jsonBytes` and `records` follow from the compressed bytes alone. Reading and settling go on side by side, the second
 * ending last.
 */
export interface BackfillEstimate extends BackfillSize {
  readonly jsonBytes: number;
  readonly records: number;
  readonly items: readonly CostItem[];
  readonly dollars: number;
  readonly concurrency: number;
  readonly readingSeconds: number;
  readonly settlingSeconds: number;
}

/**
 * Dollars, hours and records of a backfill, from the number and size of its objects.
 * **errors**: never throws.
 */
export function estimateBackfill(
  size: BackfillSize,
  concurrency: number = assumptions.backfillConcurrency,
): BackfillEstimate {
  const { objects, compressedBytes } = size;
  const jsonBytes = compressedBytes * assumptions.jsonBytesPerCompressedByte;
  const records = Math.round(jsonBytes / assumptions.jsonBytesPerRecord);
  const seconds = ingestSeconds(objects, jsonBytes);
  const gbSeconds = seconds * memoryGb(assumptions.ingestMemoryMb);
  const stagedFiles = objects * assumptions.stagedFilesPerBatch;
  const settling = estimateSettling(records);
  const items: CostItem[] = [
    { item: 'S3 Batch Operations, job', quantity: 1, unit: 'job', dollars: prices.s3BatchDollarsPerJob },
    priced('S3 Batch Operations, objects', { quantity: objects, unit: 'objects' }, prices.s3BatchDollarsPerObject),
    priced('Lambda, requests', { quantity: objects, unit: 'requests' }, prices.lambdaDollarsPerRequest),
    priced('Lambda, time', { quantity: gbSeconds, unit: 'GB-seconds' }, prices.lambdaDollarsPerGbSecond),
    priced('S3, reading deliveries', { quantity: objects, unit: 'GETs' }, prices.s3DollarsPerGet),
    priced('S3, writing staged files', { quantity: stagedFiles, unit: 'PUTs' }, prices.s3DollarsPerPut),
    { item: 'Athena, settling', quantity: settling.scannedBytes, unit: 'bytes', dollars: settling.dollars },
  ];
  return {
    ...size,
    jsonBytes: Math.round(jsonBytes),
    records,
    items,
    dollars: items.reduce((sum, { dollars }) => sum + dollars, 0),
    concurrency,
    readingSeconds: Math.ceil(seconds / concurrency),
    settlingSeconds: Math.ceil(settling.seconds),
  };
}

const priced = (
  item: string,
  { quantity, unit }: { readonly quantity: number; readonly unit: string },
  dollarsEach: number,
): CostItem => ({ item, quantity: Math.ceil(quantity), unit, dollars: quantity * dollarsEach });

/**
 * Every run adds a portion to a lake that holds the portions before it, on the same days: S3 lists by account before it
 * lists by day, so that each portion reaches over all of them. The last run meets all of it, the average one half.
 */
function estimateSettling(records: number): {
  readonly scannedBytes: number;
  readonly seconds: number;
  readonly dollars: number;
} {
  const { stagedBytesPerCallAlone, settledBytesAtOnce, credentialsPerCall, statementsPerRun } = assumptions;
  const runs = Math.max(1, Math.ceil((records * stagedBytesPerCallAlone) / settledBytesAtOnce));
  const callsOnDays = records / 2;
  const average = { newCalls: records / runs, callsOnDays, credentials: callsOnDays * credentialsPerCall };
  const reads = attributeReads(average, { ...assumptions, stagedBytesPerCall: stagedBytesPerCallAlone });
  const perStatement = totalReads(reads) / statementsPerRun;
  return {
    scannedBytes: Math.ceil(runs * totalReads(reads)),
    seconds: runs * attributeSeconds(reads),
    dollars: runs * statementsPerRun * athenaDollars(perStatement),
  };
}
