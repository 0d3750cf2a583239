import { renderManifestLine } from '../core/backfill/manifest.ts';
import { type DeliveryFilter, type PassOverReason, passOver } from '../core/cloudtrail/delivery-filter.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import type { ObjectStore, ObjectWriter, Progress, StoredObject } from './ports.ts';

/** Deliveries between two words about how far the listing is. */
const reportEvery = 10_000;

/** What a listing found, and the manifest if one was wanted. */
export interface BackfillPlan {
  readonly objects: number;
  readonly compressedBytes: number;
  readonly passedOver: Readonly<Partial<Record<PassOverReason, number>>>;
  readonly manifest: StoredObject | null;
}

/**
 * Lists the deliveries of a trail and writes them into a manifest as they come, so that memory does not grow with their number.
 * **shape**: `bucket` is the one that the source lies in. Without `createManifest` nothing is written.
 * **errors**: `wrong_use` when there is no delivery to read; `object_unreadable` when a store fails. Then no manifest is left.
 */
export async function planBackfill(options: {
  readonly source: ObjectStore;
  readonly bucket: string;
  readonly filter: DeliveryFilter;
  readonly createManifest: (() => ObjectWriter) | null;
  readonly progress: Progress;
}): Promise<BackfillPlan> {
  const manifest = options.createManifest?.() ?? null;
  try {
    const found = await listInto(manifest, options);
    return { ...found, manifest: manifest === null ? null : await naming('s3:PutObject', () => manifest.finish()) };
  } catch (error) {
    await manifest?.abandon();
    throw error;
  }
}

async function listInto(
  manifest: ObjectWriter | null,
  { source, bucket, filter, progress }: Parameters<typeof planBackfill>[0],
): Promise<Omit<BackfillPlan, 'manifest'>> {
  const passedOver: Partial<Record<PassOverReason, number>> = {};
  let objects = 0;
  let compressedBytes = 0;
  let listed = 0;
  const listing = source.list('')[Symbol.asyncIterator]();
  for (;;) {
    const next = await naming('s3:ListBucket', () => listing.next());
    if (next.done === true) break;
    const { key, uri, sizeBytes } = next.value;
    listed += 1;
    if (listed % reportEvery === 0) progress.report(`${objects} deliveries of ${listed} objects`);
    const reason = passOver(key, filter);
    if (reason !== null) {
      passedOver[reason] = (passedOver[reason] ?? 0) + 1;
      continue;
    }
    objects += 1;
    compressedBytes += sizeBytes;
    const line = renderManifestLine(bucket, uri.slice(`s3://${bucket}/`.length));
    if (manifest !== null) await naming('s3:PutObject', () => manifest.write(line));
  }
  if (objects === 0) throw nothingFound(listed, passedOver);
  return { objects, compressedBytes, passedOver };
}

function nothingFound(listed: number, passedOver: BackfillPlan['passedOver']): SubtrailError {
  const reasons = Object.entries(passedOver).map(([reason, count]) => `${count} ${reason.replaceAll('_', ' ')}`);
  const found = listed === 0 ? 'no object at all' : `no delivery among ${listed} objects (${reasons.join(', ')})`;
  return new SubtrailError(
    'wrong_use',
    `List the trail: found ${found}; give the prefix above "AWSLogs/", and look at the filters`,
  );
}

/** Says which permission is missing, where a store refuses. */
async function naming<T>(action: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof SubtrailError) || cause.details['status'] !== 403) throw cause;
    const { code, message, retryable, details } = cause;
    throw new SubtrailError(code, `${message} (${action} is needed)`, { cause, retryable, details });
  }
}
