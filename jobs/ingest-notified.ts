import type { Readable } from 'node:stream';
import { everyDelivery, type PassOverReason, passOver } from '../core/cloudtrail/delivery-filter.ts';
import { parseDeliveryKey } from '../core/cloudtrail/delivery-key.ts';
import { planBatches } from '../core/cloudtrail/plan-batches.ts';
import { type NotifiedObject, readNotification } from '../core/cloudtrail/read-notification.ts';
import type { IssuerFamilies } from '../core/origin/issuer.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import { addCounts, type BatchCounts, noCounts } from './batch-counts.ts';
import { ingestBatch } from './ingest-batch.ts';
import type { ObjectOpener, ObjectStore, StoredObject } from './ports.ts';

/** Compressed bytes that are staged in one go, so that a function that runs out of time has finished some of its work. */
const batchBytesMax = 32 * 1024 * 1024;
/** What a delivery weighs where its notification does not say. */
const usualBytes = 256 * 1024;

/** One message of a queue. */
export interface NotificationMessage {
  readonly id: string;
  readonly body: unknown;
}

/**
 * What a batch of messages came to.
 * **shape**: `failed` gives, for each message that must come again, why. `ignored` counts messages that name no object,
 * `passedOver` objects that are not read, each by reason. `oldestDeliveredAt` is of the objects read.
 */
export interface NotifiedOutcome extends BatchCounts {
  readonly objects: number;
  readonly failed: ReadonlyMap<string, string>;
  readonly ignored: Readonly<Record<string, number>>;
  readonly passedOver: Readonly<Record<string, number>>;
  readonly oldestDeliveredAt: Date | null;
}

/**
 * What to read and where to put it.
 * **shape**: `openerOf` gives the objects of a bucket, null for one that is not to be read; `hasTime` is asked before each
 * portion of work.
 */
export interface IngestNotifiedOptions {
  readonly messages: readonly NotificationMessage[];
  readonly openerOf: (bucket: string) => ObjectOpener | null;
  readonly sourcePrefix: string;
  readonly staged: ObjectStore;
  readonly slot: string;
  readonly ingestedAt: Date;
  readonly families: IssuerFamilies;
  readonly hasTime: () => boolean;
}

/**
 * Stages the deliveries that messages tell of.
 * An object that its store does not give fails the messages that name it and no others; each object is read once, however
 * many messages name it.
 * **errors**: `object_unreadable` when nothing can be staged; `count_mismatch`. Then all messages are to come again.
 */
export async function ingestNotified(options: IngestNotifiedOptions): Promise<NotifiedOutcome> {
  const { wanted, ignored, passedOver } = readMessages(options);
  const failed = new Map<string, string>();
  const fail = (object: StoredObject, reason: string): void => {
    for (const id of wanted.get(object.uri)?.messageIds ?? []) failed.set(id, reason);
  };
  let total = noCounts;
  const read: StoredObject[] = [];
  for (const [opener, objects] of byOpener(wanted.values())) {
    for (const batch of planBatches(objects, { bytesMax: batchBytesMax })) {
      if (!options.hasTime()) {
        for (const object of batch) fail(object, 'there was no time left to read it');
        continue;
      }
      const { counts, unreadable } = await stageReadable(batch, opener, options);
      for (const [object, error] of unreadable) fail(object, error.message);
      read.push(...batch.filter((object) => !unreadable.has(object)));
      total = addCounts(total, counts);
    }
  }
  return { ...total, objects: read.length, failed, ignored, passedOver, oldestDeliveredAt: oldestOf(read) };
}

interface WantedObject {
  readonly object: StoredObject;
  readonly opener: ObjectOpener;
  readonly messageIds: Set<string>;
}

function readMessages(options: IngestNotifiedOptions): {
  readonly wanted: ReadonlyMap<string, WantedObject>;
  readonly ignored: Readonly<Record<string, number>>;
  readonly passedOver: Readonly<Record<string, number>>;
} {
  const wanted = new Map<string, WantedObject>();
  const ignored: Record<string, number> = {};
  const passedOver: Record<string, number> = {};
  for (const { id, body } of options.messages) {
    const notification = readNotification(body);
    if (notification.ignored !== null) ignored[notification.ignored] = (ignored[notification.ignored] ?? 0) + 1;
    for (const notified of notification.objects) {
      const object = toStoredObject(notified);
      const opener = options.openerOf(notified.bucket);
      const reason = reasonToPass(notified, { ...options, opener });
      if (reason !== null || opener === null) {
        passedOver[reason ?? 'other_bucket'] = (passedOver[reason ?? 'other_bucket'] ?? 0) + 1;
        continue;
      }
      const known = wanted.get(object.uri);
      if (known === undefined) wanted.set(object.uri, { object, opener, messageIds: new Set([id]) });
      else known.messageIds.add(id);
    }
  }
  return { wanted, ignored, passedOver };
}

/** Why an object is not read, or null when it is. */
function reasonToPass(
  { key }: NotifiedObject,
  { opener, sourcePrefix }: { readonly opener: ObjectOpener | null; readonly sourcePrefix: string },
): PassOverReason | 'other_bucket' | 'outside_prefix' | null {
  if (opener === null) return 'other_bucket';
  return key.startsWith(sourcePrefix) ? passOver(key, everyDelivery) : 'outside_prefix';
}

const toStoredObject = ({ bucket, key, eTag, sizeBytes }: NotifiedObject): StoredObject => ({
  uri: `s3://${bucket}/${key}`,
  key,
  sizeBytes: sizeBytes ?? usualBytes,
  version: (eTag ?? '').replaceAll('"', ''),
});

function byOpener(wanted: Iterable<WantedObject>): Map<ObjectOpener, StoredObject[]> {
  const objects = new Map<ObjectOpener, StoredObject[]>();
  for (const { object, opener } of wanted) objects.set(opener, [...(objects.get(opener) ?? []), object]);
  return objects;
}

/** Stages a batch, without those of its objects that cannot be read to their end. */
async function stageReadable(
  batch: readonly StoredObject[],
  opener: ObjectOpener,
  options: IngestNotifiedOptions,
): Promise<{ readonly counts: BatchCounts; readonly unreadable: ReadonlyMap<StoredObject, SubtrailError> }> {
  const unreadable = new Map<StoredObject, SubtrailError>();
  // What CloudTrail itself names it names without size and version: those of the answer count.
  const opened = new Map<string, StoredObject>();
  const read = async (key: string): Promise<Readable> => {
    const { object, bytes } = await opener.open(key);
    opened.set(key, object);
    return bytes;
  };
  for (;;) {
    const objects = batch.filter((object) => !unreadable.has(object));
    try {
      const counts = await ingestBatch({
        ...options,
        objects,
        source: { read },
        asOpened: (object) => opened.get(object.key) ?? object,
        onUnreadable: (object, error) => unreadable.set(object, error),
      });
      return { counts, unreadable };
    } catch (error) {
      // A connection that broke halfway through an object: what was staged of it does not count, so it all begins again.
      const broken = objects.find(({ uri }) => error instanceof SubtrailError && error.details['sourceUri'] === uri);
      if (broken === undefined) throw error;
      unreadable.set(broken, error as SubtrailError);
    }
  }
}

function oldestOf(objects: readonly StoredObject[]): Date | null {
  const times = objects.flatMap(({ key }) => parseDeliveryKey(key).deliveredAt?.getTime() ?? []);
  return times.length === 0 ? null : new Date(Math.min(...times));
}
