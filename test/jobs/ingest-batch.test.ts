import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { ingestLimits } from '../../core/cloudtrail/ingest-limits.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';
import { type IngestBatchOptions, ingestBatch } from '../../jobs/ingest-batch.ts';
import type { ObjectStore, StoredObject } from '../../jobs/ports.ts';

const folder = 'AWSLogs/o-abcdef1234/123456789012/CloudTrail/eu-central-1/2026/11/02';
const keyOf = (name: string): string => `${folder}/123456789012_CloudTrail_eu-central-1_20261102T0910Z_${name}.json.gz`;
const call = (eventID: string, more: object = {}) => ({
  eventTime: '2026-11-02T09:05:00Z',
  eventName: 'GetObject',
  eventSource: 's3.amazonaws.com',
  eventID,
  ...more,
});
const packed = (...records: readonly unknown[]): Buffer => gzipSync(JSON.stringify({ Records: records }));

/** A store in memory, which notes the order of what is written. */
function memoryStore(content: Readonly<Record<string, Buffer>> = {}, read?: (key: string) => Readable) {
  const written = new Map<string, Uint8Array>();
  const order: string[] = [];
  const objects: StoredObject[] = Object.entries(content).map(([key, bytes]) => ({
    uri: `s3://logs/${key}`,
    key,
    sizeBytes: bytes.length,
    version: `v-${bytes.length}`,
  }));
  const store: ObjectStore = {
    list: async function* () {
      yield* objects;
    },
    read: async (key) => read?.(key) ?? Readable.from([content[key] ?? Buffer.alloc(0)]),
    write: async (key, bytes) => {
      order.push(key);
      written.set(key, bytes);
    },
    remove: async () => undefined,
  };
  return { store, objects, written, order };
}

const ingestedAt = new Date('2026-11-02T10:00:00Z');
const slot = '20261102T100000Z';

async function run(content: Readonly<Record<string, Buffer>>, options: Partial<IngestBatchOptions> = {}) {
  const source = memoryStore(content);
  const staged = memoryStore();
  const counts = await ingestBatch({
    objects: source.objects,
    source: source.store,
    staged: staged.store,
    slot,
    ingestedAt,
    families: new Map(),
    ...options,
  });
  return { counts, ...staged };
}

const readTable = async (written: ReadonlyMap<string, Uint8Array>, table: string) => {
  const rows: Record<string, unknown>[] = [];
  for (const [key, bytes] of written) {
    if (!key.startsWith(`${table}/`)) continue;
    const file = new Uint8Array(bytes).buffer;
    rows.push(...(await parquetReadObjects({ file, compressors: { GZIP: (input) => gunzipSync(input) } })));
  }
  return rows;
};

describe('ingestBatch()', () => {
  it('stages events, rejects and deliveries, the deliveries last', async () => {
    const content = {
      [keyOf('A')]: packed(
        call('1'),
        { eventName: 'x' },
        { eventCategory: 'Insight' },
        call('2', { sourceIPAddress: {} }),
      ),
      [keyOf('B')]: packed(call('3')),
    };
    const { counts, order, written } = await run(content);
    const id = /[0-9a-f]{32}/.exec(order[0] ?? '')?.[0] ?? '';
    expect(order).toEqual([
      `staged_events/slot=${slot}/${id}-0.parquet`,
      `staged_rejects/slot=${slot}/${id}.parquet`,
      `staged_deliveries/slot=${slot}/${id}.parquet`,
    ]);
    const jsonBytes = Object.values(content).reduce((sum, bytes) => sum + gunzipSync(bytes).length, 0);
    expect(counts).toEqual({ recordsRead: 5, rows: 3, rejects: 1, skipped: 1, brokenObjects: 0, jsonBytes });
    const events = await readTable(written, 'staged_events');
    expect(events.map((row) => [row['event_id'], row['record_index'], row['source_object'], row['batch_id']])).toEqual([
      ['1', 0, `s3://logs/${keyOf('A')}`, id],
      ['2', 3, `s3://logs/${keyOf('A')}`, id],
      ['3', 0, `s3://logs/${keyOf('B')}`, id],
    ]);
    expect(await readTable(written, 'staged_rejects')).toEqual([
      {
        source_object: `s3://logs/${keyOf('A')}`,
        record_index: 1,
        byte_offset: BigInt(`{"Records":[${JSON.stringify(call('1'))},`.length),
        reason: 'event_time_missing',
        detail: null,
        event_id: null,
        excerpt: '{"eventName":"x"}',
        ingested_at: ingestedAt,
        batch_id: id,
      },
    ]);
    expect((await readTable(written, 'staged_deliveries'))[0]).toEqual({
      source_object: `s3://logs/${keyOf('A')}`,
      source_version: `v-${content[keyOf('A')]?.length}`,
      account_id: '123456789012',
      region: 'eu-central-1',
      organization_id: 'o-abcdef1234',
      delivered_at: new Date('2026-11-02T09:10:00Z'),
      compressed_bytes: BigInt(content[keyOf('A')]?.length ?? 0),
      json_bytes: BigInt(gunzipSync(content[keyOf('A')] ?? Buffer.alloc(0)).length),
      records_read: 4n,
      rows_staged: 2n,
      rejects: 1n,
      skipped: 1n,
      odd_values: 1n,
      skipped_kinds: '{"insight":1}',
      digest_verdict: null,
      ingested_at: ingestedAt,
      batch_id: id,
    });
  });

  it('reads what is gzip and what is not by its bytes', async () => {
    const content = { 'a.json.gz': gunzipSync(packed(call('1'))), 'b.json': packed(call('2')) };
    const { counts, written } = await run(content);
    expect(counts).toMatchObject({ rows: 2, brokenObjects: 0 });
    expect(await readTable(written, 'staged_rejects')).toEqual([]);
  });

  it('goes on behind objects that are broken, and keeps what they held', async () => {
    const whole = packed(call('1'), call('2'));
    const content = {
      'a.json.gz': Buffer.alloc(0),
      'b.json.gz': Buffer.from('hello'),
      'c.json.gz': whole.subarray(0, whole.length - 4),
      'd.json.gz': Buffer.concat([whole, Buffer.from('garbage')]),
      'e.json.gz': gzipSync('{"Records":[{"eventTime":"2026-11-02T09:05:00Z","eventName":"x"},{"a'),
      'f.json.gz': gzipSync('{}'),
      'g.json.gz': packed(call('3')),
    };
    const { counts, written } = await run(content);
    expect(counts).toMatchObject({ recordsRead: 6, rows: 6, rejects: 0, skipped: 0, brokenObjects: 6 });
    const rejects = await readTable(written, 'staged_rejects');
    expect(rejects.map((row) => [String(row['source_object']).slice(10), row['record_index'], row['reason']])).toEqual([
      ['a.json.gz', null, 'file_empty'],
      ['b.json.gz', null, 'not_gzip'],
      ['c.json.gz', null, 'truncated_gzip'],
      ['d.json.gz', null, 'trailing_garbage'],
      ['e.json.gz', null, 'truncated_json'],
      ['f.json.gz', null, 'records_missing'],
    ]);
    expect((await readTable(written, 'staged_deliveries')).length).toBe(7);
  });

  it('bounds what an object may inflate to, and keeps the records before', async () => {
    const bomb = gzipSync(`{"Records":[${JSON.stringify(call('1'))}${' '.repeat(5_000_000)}]}`);
    const limits = { ...ingestLimits, inflatedBytesMax: 1_000_000 };
    const { counts, written } = await run({ 'a.json.gz': bomb }, { limits });
    expect(counts).toMatchObject({ rows: 1, brokenObjects: 1, jsonBytes: 1_000_000 });
    expect(await readTable(written, 'staged_rejects')).toMatchObject([
      { reason: 'inflated_too_large', record_index: null },
    ]);
  });

  it('writes the same files again for the same objects, in whatever order they come', async () => {
    const content = Object.fromEntries(['A', 'B', 'C'].map((name) => [keyOf(name), packed(call(name))]));
    const first = await run(content);
    const second = await run(content);
    expect([...second.written.keys()]).toEqual([...first.written.keys()]);
    for (const [key, bytes] of first.written)
      expect(Buffer.from(bytes).equals(second.written.get(key) ?? Buffer.alloc(0))).toBe(true);
    const { objects } = memoryStore(content);
    const reversed = await run(content, { objects: [...objects].reverse() });
    expect([...reversed.written.keys()]).toEqual([...first.written.keys()]);
    const changed = await run({ ...content, [keyOf('C')]: packed(call('C'), call('D')) });
    expect([...changed.written.keys()]).not.toEqual([...first.written.keys()]);
  });

  it('stages a batch without rows or rejects, so that its objects count as read', async () => {
    const { counts, order, written } = await run({ [keyOf('A')]: packed() });
    expect(counts).toMatchObject({ recordsRead: 0, rows: 0 });
    expect(order.map((key) => key.split('/')[0])).toEqual(['staged_deliveries']);
    expect(await readTable(written, 'staged_deliveries')).toMatchObject([{ records_read: 0n, skipped_kinds: '{}' }]);
  });

  it('cuts rows and rejects into files of a bounded size', async () => {
    const records = Array.from(
      { length: 70_000 },
      (_, i) => `{"eventTime":"2026-11-02T09:05:00Z","eventName":"x","eventID":"${i}"}`,
    );
    const json = `{"Records":[${records.join(',')},${new Array(66_000).fill('1').join(',')}]}`;
    const { counts, order, written } = await run({ 'a.json.gz': gzipSync(json) });
    expect(counts).toMatchObject({ recordsRead: 136_000, rows: 70_000, rejects: 66_000 });
    const id = /[0-9a-f]{32}/.exec(order[0] ?? '')?.[0] ?? '';
    expect(order).toEqual([
      `staged_events/slot=${slot}/${id}-0.parquet`,
      `staged_rejects/slot=${slot}/${id}.parquet`,
      `staged_events/slot=${slot}/${id}-1.parquet`,
      `staged_rejects/slot=${slot}/${id}-1.parquet`,
      `staged_deliveries/slot=${slot}/${id}.parquet`,
    ]);
    const ids = (await readTable(written, 'staged_events')).map((row) => Number(row['event_id']));
    expect(ids).toEqual(Array.from({ length: 70_000 }, (_, i) => i));
    const rejected = (await readTable(written, 'staged_rejects')).map((row) => row['record_index']);
    expect(rejected).toEqual(Array.from({ length: 66_000 }, (_, i) => 70_000 + i));
  });

  it('tells of each object as it is read', async () => {
    const told: [string, number][] = [];
    const content = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`${i}.json.gz`, packed(...new Array(i).fill(call('x')))]),
    );
    await run(content, { onObject: (object, { rows }) => told.push([object.key, rows]) });
    expect(told.sort(([, a], [, b]) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => [`${i}.json.gz`, i]));
  });

  it('reads objects that are larger or smaller than their store says', async () => {
    const source = memoryStore({
      'a.json.gz': packed(call('1')),
      'b.json': Buffer.from(JSON.stringify({ Records: new Array(30_000).fill(call('2')) })),
    });
    const sizes = [5_000_000, 10];
    const objects = source.objects.map((object, i) => ({ ...object, sizeBytes: sizes[i] ?? 0 }));
    const { counts } = await run({}, { objects, source: source.store });
    expect(counts).toMatchObject({ rows: 30_001, brokenObjects: 0 });
  });

  it('fails when the store does, and leaves the batch without its mark', async () => {
    const content = { 'a.json.gz': packed(call('1')), 'b.json.gz': packed(call('2')) };
    const read = (key: string) =>
      key === 'a.json.gz'
        ? Readable.from([content[key]])
        : Readable.from(
            (async function* () {
              yield content['b.json.gz'].subarray(0, 20);
              throw new Error('connection reset');
            })(),
          );
    for (const sizeBytes of [100, 5_000_000]) {
      const source = memoryStore(content, read);
      const objects = source.objects.map((object) => ({ ...object, sizeBytes }));
      const staged = memoryStore();
      const failure = await ingestBatch({
        objects,
        source: source.store,
        staged: staged.store,
        slot,
        ingestedAt,
        families: new Map(),
      }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(SubtrailError);
      expect(failure).toMatchObject({
        code: 'object_unreadable',
        retryable: true,
        message: 'Read "s3://logs/b.json.gz": connection reset',
        cause: { message: 'connection reset' },
      });
      expect(staged.order.filter((key) => key.startsWith('staged_deliveries'))).toEqual([]);
    }
  });

  it('passes on an error of the store that is ours already', async () => {
    const gone = new SubtrailError('object_unreadable', 'Read "x": it is gone');
    const source = memoryStore({ 'a.json.gz': packed(call('1')) }, () => {
      throw gone;
    });
    await expect(run({}, { objects: source.objects, source: source.store })).rejects.toMatchObject({
      code: gone.code,
      message: gone.message,
      retryable: false,
      cause: gone,
      details: { sourceUri: 's3://logs/a.json.gz' },
    });
  });

  it('goes on without an object that its store does not give, when it is told to', async () => {
    const content = {
      [keyOf('A')]: packed(call('1')),
      [keyOf('B')]: packed(call('2')),
      [keyOf('C')]: packed(call('3')),
    };
    const source = memoryStore(content, (key) => {
      if (key === keyOf('B')) throw new SubtrailError('object_unreadable', 'Read "b": NoSuchKey');
      return Readable.from([content[key] ?? Buffer.alloc(0)]);
    });
    const left: string[] = [];
    const onUnreadable = (object: StoredObject) => left.push(object.key);
    const { counts } = await run({}, { objects: source.objects, source: source.store, onUnreadable });
    expect(counts).toMatchObject({ recordsRead: 2, rows: 2 });
    expect(left).toEqual([keyOf('B')]);
  });

  it('names a batch by its slot, so that two readings of one object can be told apart', async () => {
    const content = { [keyOf('A')]: packed(call('1')) };
    const keys = [await run(content), await run(content, { slot: '20261102T101500Z' }), await run(content)].map(
      ({ order }) => order.map((key) => key.split('/').at(-1)),
    );
    expect(keys[0]).toEqual(keys[2]);
    expect(keys[0]).not.toEqual(keys[1]);
  });

  it('keeps all session tokens out of what it stages', async () => {
    const token = 'FwoGZXIvYXdzEXAMPLE'.repeat(8);
    const credentials = { accessKeyId: 'ASIAEXAMPLE', sessionToken: token };
    const { written } = await run({
      [keyOf('A')]: packed(
        call('1', { eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole', responseElements: { credentials } }),
        call('2', { requestParameters: { a: [{ SESSIONTOKEN: token }] }, responseElements: { credentials } }),
        { responseElements: { credentials } },
      ),
    });
    for (const table of ['staged_events', 'staged_rejects', 'staged_deliveries']) {
      const rows = await readTable(written, table);
      const text = JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
      expect(text).not.toContain('FwoG');
    }
    expect((await readTable(written, 'staged_events')).map((row) => row['issued_key_id'])).toEqual([
      'ASIAEXAMPLE',
      null,
    ]);
  });
});
