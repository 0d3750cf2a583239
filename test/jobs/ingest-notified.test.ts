import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { SubtrailError } from '../../core/subtrail-error.ts';
import { type IngestNotifiedOptions, ingestNotified } from '../../jobs/ingest-notified.ts';
import type { ObjectOpener, ObjectStore } from '../../jobs/ports.ts';

const bucket = 'acme-trail';
const keyOf = (name: string): string =>
  `AWSLogs/123456789012/CloudTrail/eu-central-1/2026/11/02/123456789012_CloudTrail_eu-central-1_20261102T0910Z_${name}.json.gz`;
const packed = (...ids: readonly string[]): Buffer =>
  gzipSync(
    JSON.stringify({
      Records: ids.map((eventID) => ({
        eventTime: '2026-11-02T09:05:00Z',
        eventName: 'GetObject',
        eventSource: 's3.amazonaws.com',
        eventID,
      })),
    }),
  );
const told = (...keys: readonly string[]) => JSON.stringify({ s3Bucket: bucket, s3ObjectKey: keys });
const refuse = (key: string): never => {
  throw new SubtrailError('object_unreadable', `Read "${key}": NoSuchKey`);
};

/** A bucket in memory. `reads` notes what was asked for. */
function memoryBucket(content: Readonly<Record<string, Buffer | (() => Readable)>>) {
  const reads: string[] = [];
  const writes: string[] = [];
  const files = new Map<string, Uint8Array>();
  const store: ObjectStore = {
    list: async function* () {},
    read: async (key) => {
      reads.push(key);
      const found = content[key] ?? refuse(key);
      return typeof found === 'function' ? found() : Readable.from([found]);
    },
    write: async (key, bytes) => {
      files.set(key, bytes);
      writes.push(key);
    },
    remove: async () => undefined,
  };
  const opener: ObjectOpener = {
    open: async (key) => {
      const bytes = await store.read(key);
      return { object: { uri: `s3://${bucket}/${key}`, key, sizeBytes: 1234, version: 'tag' }, bytes };
    },
  };
  return { store, opener, reads, writes, files };
}

async function run(
  messages: readonly (string | object)[],
  content: Readonly<Record<string, Buffer | (() => Readable)>>,
  options: Partial<IngestNotifiedOptions> = {},
) {
  const source = memoryBucket(content);
  const staged = memoryBucket({});
  const outcome = await ingestNotified({
    messages: messages.map((body, index) => ({ id: `m${index}`, body })),
    openerOf: (name) => (name === bucket ? source.opener : null),
    sourcePrefix: '',
    staged: staged.store,
    slot: '20261102T091500Z',
    ingestedAt: new Date('2026-11-02T09:20:00Z'),
    families: new Map(),
    hasTime: () => true,
    ...options,
  });
  return { outcome, reads: source.reads, writes: staged.writes, files: staged.files };
}

describe('ingestNotified()', () => {
  it('reads each object once, however many messages name it', async () => {
    const { outcome, reads } = await run([told(keyOf('A')), told(keyOf('A'), keyOf('B'))], {
      [keyOf('A')]: packed('1'),
      [keyOf('B')]: packed('2', '3'),
    });
    expect(outcome).toMatchObject({ objects: 2, recordsRead: 3, rows: 3, rejects: 0, skipped: 0 });
    expect(outcome.failed.size).toBe(0);
    expect(outcome.oldestDeliveredAt).toEqual(new Date('2026-11-02T09:10:00Z'));
    expect(reads.sort()).toEqual([keyOf('A'), keyOf('B')]);
  });

  it('keeps size and version as the bucket gives them, because CloudTrail names an object without', async () => {
    const { files } = await run([told(keyOf('A'))], { [keyOf('A')]: packed('1') });
    const [, bytes = new Uint8Array()] = [...files].find(([key]) => key.startsWith('staged_deliveries/')) ?? [];
    const [delivery] = await parquetReadObjects({
      file: bytes.slice().buffer,
      compressors: { GZIP: (input) => gunzipSync(input) },
    });
    expect(delivery).toMatchObject({ compressed_bytes: 1234n, source_version: 'tag' });
  });

  it('fails only the messages that name an object which is not to be had, and reads what else they name', async () => {
    const { outcome } = await run([told(keyOf('A')), told(keyOf('gone'), keyOf('B')), told(keyOf('C'))], {
      [keyOf('A')]: packed('1'),
      [keyOf('B')]: packed('2'),
      [keyOf('C')]: packed('3'),
    });
    expect([...outcome.failed]).toEqual([['m1', expect.stringContaining('NoSuchKey')]]);
    expect(outcome).toMatchObject({ objects: 3, recordsRead: 3 });
  });

  it('leaves out an object whose connection broke halfway, and stages the rest of the batch without it', async () => {
    const broken = (): Readable =>
      Readable.from(
        (function* () {
          yield packed('2').subarray(0, 20);
          throw new Error('connection reset');
        })(),
      );
    const { outcome, writes } = await run([told(keyOf('A')), told(keyOf('B'))], {
      [keyOf('A')]: packed('1'),
      [keyOf('B')]: broken,
    });
    expect([...outcome.failed.keys()]).toEqual(['m1']);
    expect(outcome).toMatchObject({ objects: 1, recordsRead: 1 });
    expect(writes.filter((key) => key.startsWith('staged_deliveries/'))).toHaveLength(1);
  });

  it('takes broken gzip for a reject of the object and not for a failure of the message', async () => {
    const { outcome } = await run([told(keyOf('A'))], { [keyOf('A')]: Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]) });
    expect(outcome).toMatchObject({ objects: 1, brokenObjects: 1 });
    expect(outcome.failed.size).toBe(0);
  });

  it('counts what it passes over and what it does not understand', async () => {
    const digest = keyOf('A').replaceAll('CloudTrail/', 'CloudTrail-Digest/');
    const { outcome, reads } = await run(
      [
        'Hello from CloudTrail',
        { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: bucket },
        told(digest, 'other/readme.txt', keyOf('A')),
        JSON.stringify({ s3Bucket: 'somebody-elses', s3ObjectKey: [keyOf('A')] }),
      ],
      {},
      { sourcePrefix: 'logs/' },
    );
    expect(outcome.ignored).toEqual({ not_json: 1, test_event: 1 });
    expect(outcome.passedOver).toEqual({ outside_prefix: 3, other_bucket: 1 });
    expect(reads).toEqual([]);
    const whole = await run([told(digest, 'other/readme.txt')], {});
    expect(whole.outcome.passedOver).toEqual({ digest: 1, unrelated: 1 });
  });

  it('leaves to the next time what it has no time for', async () => {
    const { outcome, reads } = await run([told(keyOf('A'))], { [keyOf('A')]: packed('1') }, { hasTime: () => false });
    expect([...outcome.failed.keys()]).toEqual(['m0']);
    expect(reads).toEqual([]);
  });

  it('fails as a whole when nothing can be staged', async () => {
    const full: ObjectStore = {
      ...memoryBucket({}).store,
      write: async () => {
        throw new SubtrailError('object_unreadable', 'Write "staged": SlowDown', { retryable: true });
      },
    };
    const content = { [keyOf('A')]: packed('1') };
    await expect(run([told(keyOf('A'))], content, { staged: full })).rejects.toThrow('SlowDown');
  });
});
