/** The objects of one batch. Compressed bytes are what the store says; JSON is about eight times that. */
const batchBytesMax = 64 * 1024 * 1024;
/** Bounds the time until a batch is safe, when deliveries are tiny. */
const batchObjectsMax = 500;

/**
 * Groups objects into batches that one worker stages in one go.
 * **shape**: the same objects give the same batches in whatever order they come: a retry overwrites its own files. Every object
 * is in one batch; one larger than the bound is a batch of its own.
 */
export function planBatches<T extends { readonly uri: string; readonly version: string; readonly sizeBytes: number }>(
  objects: readonly T[],
  options: { readonly bytesMax?: number; readonly objectsMax?: number } = {},
): T[][] {
  const { bytesMax = batchBytesMax, objectsMax = batchObjectsMax } = options;
  const sorted = [...objects].sort((a, b) => compareText(a.uri, b.uri) || compareText(a.version, b.version));
  const batches: T[][] = [];
  let batch: T[] = [];
  let bytes = 0;
  for (const object of sorted) {
    if (batch.length > 0 && (bytes + object.sizeBytes > bytesMax || batch.length >= objectsMax)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(object);
    bytes += object.sizeBytes;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

/** Code unit order: the same on every machine, whatever its language. */
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
