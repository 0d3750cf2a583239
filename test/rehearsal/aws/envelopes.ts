/** An object that was delivered. */
export interface DeliveredObject {
  readonly bucket: string;
  readonly key: string;
  readonly sizeBytes: number;
  readonly eTag: string;
}

/** Keys in S3's own notifications are form-encoded. */
const formEncode = (key: string): string =>
  key
    .split('/')
    .map((part) => encodeURIComponent(part).replaceAll('%20', '+'))
    .join('/');

/** What S3 tells a queue or a topic. **source**: S3 user guide, event message structure (read 2026-11) */
export const s3Notification = (objects: readonly DeliveredObject[]): string =>
  JSON.stringify({
    Records: objects.map(({ bucket, key, sizeBytes, eTag }, index) => ({
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'eu-central-1',
      eventTime: '2026-11-23T00:00:00.000Z',
      eventName: 'ObjectCreated:Put',
      userIdentity: { principalId: 'AWS:AROAEXAMPLE:regional-delivery-session' },
      requestParameters: { sourceIPAddress: '192.0.2.10' },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: 'deliveries',
        bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
        object: { key: formEncode(key), size: sizeBytes, eTag, sequencer: `00${index}` },
      },
    })),
  });

/** What EventBridge tells of an object. **source**: S3 user guide, EventBridge events (read 2026-11) */
export const eventBridgeNotification = ({ bucket, key, sizeBytes, eTag }: DeliveredObject): string =>
  JSON.stringify({
    version: '0',
    id: '00000000-0000-4000-8000-000000000000',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '123456789012',
    time: '2026-11-23T00:00:00Z',
    region: 'eu-central-1',
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, size: sizeBytes, etag: eTag },
      reason: 'PutObject',
    },
  });

/** What CloudTrail itself tells its topic: one bucket, some keys. */
export const cloudTrailNotification = (objects: readonly DeliveredObject[]): string =>
  JSON.stringify({ s3Bucket: objects[0]?.bucket, s3ObjectKey: objects.map(({ key }) => key) });

/** Messages that name no object, and are to be let go. */
export const wordsWithoutObjects: readonly string[] = [
  JSON.stringify({
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: '2026-11-23T00:00:00.000Z',
    Bucket: 'acme-trail',
  }),
  'CloudTrail validation message.',
  JSON.stringify({
    Records: [{ eventName: 'ObjectRemoved:Delete', s3: { bucket: { name: 'acme-trail' }, object: { key: 'gone' } } }],
  }),
];
