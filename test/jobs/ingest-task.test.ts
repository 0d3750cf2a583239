import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { SubtrailError } from '../../core/subtrail-error.ts';
import { type IngestTaskOptions, ingestTask } from '../../jobs/ingest-task.ts';
import type { ObjectStore } from '../../jobs/ports.ts';

const key =
  'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/20/111122223333_CloudTrail_eu-west-1_20261120T1005Z_AAAAAAAAAAAAAAAA.json.gz';
const record = {
  eventTime: '2026-11-20T10:00:00Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'ListBuckets',
  eventID: '11111111-2222-3333-4444-555555555555',
  recipientAccountId: '111122223333',
  userIdentity: { type: 'Root' },
};

/** A deployment that may read one bucket, whose every object gives these bytes or this error. */
function deployment(answer: Buffer | Error, options: Partial<IngestTaskOptions> = {}) {
  const written = new Map<string, Uint8Array>();
  const opened: string[] = [];
  const staged: ObjectStore = {
    list: async function* () {},
    read: async () => Readable.from([]),
    write: async (name, bytes) => void written.set(name, bytes),
    remove: async () => undefined,
  };
  const open = async (name: string) => {
    opened.push(name);
    if (answer instanceof Error) throw answer;
    const object = { uri: `s3://acme-trail/${name}`, key: name, sizeBytes: answer.length, version: 'etag' };
    return { object, bytes: Readable.from([answer]) };
  };
  const run = (task: Parameters<typeof ingestTask>[0]) =>
    ingestTask(task, {
      openerOf: (bucket) => (bucket === 'acme-trail' ? { open } : null),
      sourcePrefix: '',
      staged,
      slot: '20261123T191500Z',
      ingestedAt: new Date('2026-11-23T19:16:00Z'),
      families: new Map(),
      ...options,
    });
  return { run, written, opened };
}

describe('ingestTask()', () => {
  test('stages a delivery into the slot, and the same files when it comes again', async () => {
    const { run, written } = deployment(gzipSync(JSON.stringify({ Records: [record, null] })));
    const first = await run({ bucket: 'acme-trail', key });
    expect(first.result).toEqual({
      outcome: 'succeeded',
      text: '2 records = 1 rows + 1 rejects + 0 skipped',
    });
    const names = [...written.keys()];
    expect(names.map((name) => name.replace(/[0-9a-f]{32}/, 'ID'))).toEqual([
      'staged_events/slot=20261123T191500Z/ID-0.parquet',
      'staged_rejects/slot=20261123T191500Z/ID.parquet',
      'staged_deliveries/slot=20261123T191500Z/ID.parquet',
    ]);
    await run({ bucket: 'acme-trail', key });
    expect([...written.keys()]).toEqual(names);
  });

  test('takes a broken gzip for a reject, which the lake counts', async () => {
    const { run, written } = deployment(gzipSync(JSON.stringify({ Records: [record] })).subarray(0, 60));
    const { result, counts } = await run({ bucket: 'acme-trail', key });
    expect(result.outcome).toBe('succeeded');
    expect(result.text).toContain('not read to its end');
    expect(counts?.brokenObjects).toBe(1);
    expect([...written.keys()].some((name) => name.startsWith('staged_rejects/'))).toBe(true);
  });

  test.each([
    [
      key.replaceAll('CloudTrail/', 'CloudTrail-Digest/').replace('_CloudTrail_', '_CloudTrail-Digest_'),
      'passed over: digest',
    ],
    [key.replaceAll('CloudTrail/', 'CloudTrail-Insight/'), 'passed over: insight'],
    ['readme.txt', 'passed over: unrelated'],
  ])('passes %s over without asking for it', async (other, text) => {
    const { run, opened } = deployment(Buffer.alloc(0));
    expect((await run({ bucket: 'acme-trail', key: other })).result).toEqual({ outcome: 'succeeded', text });
    expect(opened).toEqual([]);
  });

  test('passes over what lies outside the prefix', async () => {
    const { run } = deployment(Buffer.alloc(0), { sourcePrefix: 'other/' });
    expect((await run({ bucket: 'acme-trail', key })).result.text).toBe('passed over: outside prefix');
  });

  test.each([
    [true, 'temporary_failure'],
    [false, 'permanent_failure'],
  ])('an object that cannot be read (retryable: %s) is a %s', async (retryable, outcome) => {
    const { run, written } = deployment(new SubtrailError('object_unreadable', 'Read "x": why', { retryable }));
    expect((await run({ bucket: 'acme-trail', key })).result).toEqual({ outcome, text: 'Read "x": why' });
    expect(written.size).toBe(0);
  });

  test('refuses another bucket, and a task that names nothing, for good', async () => {
    const { run } = deployment(Buffer.alloc(0));
    expect((await run({ bucket: 'other', key })).result.outcome).toBe('permanent_failure');
    expect((await run(null)).result.outcome).toBe('permanent_failure');
  });

  test('does not hide a mistake of ours', async () => {
    const { run } = deployment(new TypeError('a mistake'));
    await expect(run({ bucket: 'acme-trail', key })).rejects.toThrow('a mistake');
  });
});
