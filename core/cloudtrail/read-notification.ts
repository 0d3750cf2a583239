import { z } from 'zod';

/** An object that a notification says was written. `versionId`, `eTag` and `sizeBytes` where the notification knows them. */
export interface NotifiedObject {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | null;
  readonly eTag: string | null;
  readonly sizeBytes: number | null;
}

/**
 * What one message says.
 * **shape**: `objects` in its order; `ignored` says why there is nothing to read, null where there is. A message that was
 * ignored is to be acknowledged: it would only come again.
 */
export interface Notification {
  readonly objects: readonly NotifiedObject[];
  readonly ignored: 'test_event' | 'not_json' | 'other_event' | null;
}

const s3Record = z.object({
  eventName: z.string(),
  s3: z.object({
    bucket: z.object({ name: z.string().min(1) }),
    object: z.object({
      key: z.string().min(1),
      size: z.number().optional(),
      versionId: z.string().nullish(),
      eTag: z.string().nullish(),
    }),
  }),
});
const s3Event = z.object({ Records: z.array(z.unknown()) });
const testEvent = z.object({ Event: z.literal('s3:TestEvent') });
const snsEnvelope = z.object({ Type: z.literal('Notification'), Message: z.string() });
const eventBridgeEvent = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Created'),
  detail: z.object({
    bucket: z.object({ name: z.string().min(1) }),
    object: z.object({
      key: z.string().min(1),
      size: z.number().optional(),
      etag: z.string().nullish(),
      'version-id': z.string().nullish(),
    }),
  }),
});
const cloudTrailNotice = z.object({ s3Bucket: z.string().min(1), s3ObjectKey: z.array(z.string().min(1)) });

/** Envelopes in envelopes that are opened: SNS puts one around a message, and nobody puts more than a few. */
const envelopesMax = 3;

/**
 * Reads what a queue's message, or an event handed over directly, says was delivered: notifications of S3 and EventBridge, and
 * CloudTrail's own, each bare or in an envelope of SNS.
 * **shape**: keys as the objects have them: S3 writes them form-encoded, the others as they are.
 * **errors**: never throws; what it does not know is ignored with a reason.
 * **source**: S3 user guide, event message structure; EventBridge, S3 events; CloudTrail, SNS notifications (read 2026-11)
 */
export function readNotification(body: unknown): Notification {
  return open(body, envelopesMax);
}

function open(body: unknown, envelopes: number): Notification {
  const value = typeof body === 'string' ? parseJson(body) : body;
  if (value === undefined) return ignore('not_json');
  const envelope = snsEnvelope.safeParse(value);
  if (envelope.success) return envelopes > 0 ? open(envelope.data.Message, envelopes - 1) : ignore('other_event');
  if (testEvent.safeParse(value).success) return ignore('test_event');
  const bridged = eventBridgeEvent.safeParse(value);
  if (bridged.success) {
    const { bucket, object } = bridged.data.detail;
    const { key, size: sizeBytes = null, etag: eTag = null, 'version-id': versionId = null } = object;
    return found([{ bucket: bucket.name, key, versionId, eTag, sizeBytes }]);
  }
  const notice = cloudTrailNotice.safeParse(value);
  if (notice.success) {
    const { s3Bucket: bucket, s3ObjectKey: keys } = notice.data;
    return found(keys.map((key) => ({ bucket, key, versionId: null, eTag: null, sizeBytes: null })));
  }
  const event = s3Event.safeParse(value);
  return event.success ? found(event.data.Records.flatMap(fromS3)) : ignore('other_event');
}

/** Removals, restores and records that are none name no object that was written. */
function fromS3(record: unknown): NotifiedObject[] {
  const parsed = s3Record.safeParse(record);
  if (!parsed.success || !/^(s3:)?ObjectCreated:/.test(parsed.data.eventName)) return [];
  const { bucket, object } = parsed.data.s3;
  const { versionId = null, eTag = null, size: sizeBytes = null } = object;
  const key = decodeKey(object.key);
  return key === null ? [] : [{ bucket: bucket.name, key, versionId, eTag, sizeBytes }];
}

/** A key in S3's notification: `+` is a space, the rest is percent-encoded. */
function decodeKey(key: string): string | null {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

const found = (objects: readonly NotifiedObject[]): Notification =>
  objects.length === 0 ? ignore('other_event') : { objects, ignored: null };
const ignore = (ignored: NonNullable<Notification['ignored']>): Notification => ({ objects: [], ignored });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
