import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNotification } from '../../../core/cloudtrail/read-notification.ts';

const bucket = 'acme-trail';
const key =
  'logs/AWSLogs/123456789012/CloudTrail/eu-central-1/2026/11/20/123456789012_CloudTrail_eu-central-1_20261120T1000Z_abc.json.gz';
const object = { bucket, key, versionId: null, eTag: null, sizeBytes: null };

const s3Event = (keys: readonly string[], eventName = 'ObjectCreated:Put') => ({
  Records: keys.map((one) => ({
    eventSource: 'aws:s3',
    eventName,
    s3: { bucket: { name: bucket }, object: { key: one, size: 10, eTag: 'x', sequencer: '0A' } },
  })),
});
const sns = (message: unknown) => ({
  Type: 'Notification',
  MessageId: 'm',
  TopicArn: 'arn',
  Message: typeof message === 'string' ? message : JSON.stringify(message),
});
const bridge = {
  version: '0',
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: { bucket: { name: bucket }, object: { key, size: 10, 'version-id': 'v1' }, reason: 'PutObject' },
};
const notice = { s3Bucket: bucket, s3ObjectKey: [key, 'other.json.gz'] };

describe('readNotification()', () => {
  it.each<[string, unknown, unknown[]]>([
    ['S3 to Lambda', s3Event([key]), [{ ...object, eTag: 'x', sizeBytes: 10 }]],
    ['S3 to SQS', JSON.stringify(s3Event([key])), [{ ...object, eTag: 'x', sizeBytes: 10 }]],
    ['S3 to SNS to SQS', JSON.stringify(sns(s3Event([key]))), [{ ...object, eTag: 'x', sizeBytes: 10 }]],
    ['EventBridge', bridge, [{ ...object, sizeBytes: 10, versionId: 'v1' }]],
    ['EventBridge to SNS to SQS', JSON.stringify(sns(bridge)), [{ ...object, sizeBytes: 10, versionId: 'v1' }]],
    ['CloudTrail to SNS to SQS', JSON.stringify(sns(notice)), [object, { ...object, key: 'other.json.gz' }]],
    ['CloudTrail, raw', JSON.stringify(notice), [object, { ...object, key: 'other.json.gz' }]],
    [
      'several records',
      s3Event(['a', 'b']),
      [
        { ...object, key: 'a', eTag: 'x', sizeBytes: 10 },
        { ...object, key: 'b', eTag: 'x', sizeBytes: 10 },
      ],
    ],
  ])('reads %s', (_, body, objects) => {
    expect(readNotification(body)).toEqual({ objects, ignored: null });
  });

  it('decodes keys as S3 writes them, and leaves those of the others alone', () => {
    const odd = 'a b+c%2B/ü.json.gz';
    const encoded = encodeURIComponent(odd).replaceAll('%20', '+').replaceAll('%2F', '/');
    expect(readNotification(s3Event([encoded])).objects[0]?.key).toBe(odd);
    expect(readNotification({ s3Bucket: bucket, s3ObjectKey: [odd] }).objects[0]?.key).toBe(odd);
  });

  it.each<[unknown, string]>([
    ['{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"b"}', 'test_event'],
    [sns('{"Service":"Amazon S3","Event":"s3:TestEvent"}'), 'test_event'],
    ['You have chosen to subscribe', 'not_json'],
    [sns('CloudTrail validation message.'), 'not_json'],
    [s3Event([key], 'ObjectRemoved:Delete'), 'other_event'],
    [s3Event(['%E0%A4%A']), 'other_event'],
    [{ Records: [] }, 'other_event'],
    [{ Records: ['text', null, {}] }, 'other_event'],
    ['null', 'other_event'],
    ['[]', 'other_event'],
    [undefined, 'not_json'],
    [{ ...bridge, 'detail-type': 'Object Deleted' }, 'other_event'],
  ])('ignores %j with a reason', (body, reason) => {
    expect(readNotification(body)).toEqual({ objects: [], ignored: reason });
  });

  it('takes what it can of a message that is partly broken', () => {
    const { Records } = s3Event([key]);
    expect(readNotification({ Records: [null, ...Records, { s3: {} }] }).objects).toHaveLength(1);
  });

  it('opens no more envelopes than anybody would use', () => {
    let body: unknown = s3Event([key]);
    for (let depth = 0; depth < 6; depth += 1) body = sns(body);
    expect(readNotification(body).ignored).toBe('other_event');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.jsonValue(), fc.json()), (body) => {
        const { objects, ignored } = readNotification(body);
        expect(objects.length > 0).toBe(ignored === null);
      }),
    );
  });
});
