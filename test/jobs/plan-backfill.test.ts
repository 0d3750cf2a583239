import { describe, expect, test } from 'vitest';
import { everyDelivery } from '../../core/cloudtrail/delivery-filter.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';
import { planBackfill } from '../../jobs/plan-backfill.ts';
import type { ObjectStore, ObjectWriter, StoredObject } from '../../jobs/ports.ts';

const deliveryKey = (day: string, name = 'AAAAAAAAAAAAAAAA', account = '111122223333') =>
  `AWSLogs/${account}/CloudTrail/eu-west-1/${day.replaceAll('-', '/')}/${account}_CloudTrail_eu-west-1_${day.replaceAll('-', '')}T1005Z_${name}.json.gz`;
const digestKey =
  'AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/11/20/111122223333_CloudTrail-Digest_eu-west-1_t_eu-west-1_20261120T100000Z.json.gz';

function storeOf(keys: Iterable<string>, error?: SubtrailError): ObjectStore {
  const unused = async () => {
    throw new Error('Nobody should ask for this');
  };
  return {
    list: async function* (): AsyncGenerator<StoredObject> {
      for (const key of keys) yield { uri: `s3://acme-trail/logs/${key}`, key, sizeBytes: 100, version: 'v' };
      if (error !== undefined) throw error;
    },
    read: unused,
    write: unused,
    remove: unused,
  };
}

class MemoryWriter implements ObjectWriter {
  lines = 0;
  text = '';
  state: 'open' | 'finished' | 'abandoned' = 'open';
  readonly keepsText: boolean;
  constructor(keepsText = true) {
    this.keepsText = keepsText;
  }
  async write(text: string): Promise<void> {
    this.lines += 1;
    if (this.keepsText) this.text += text;
  }
  async finish(): Promise<StoredObject> {
    this.state = 'finished';
    return { uri: 's3://acme-lake/m', key: 'm', sizeBytes: this.text.length, version: 'etag' };
  }
  async abandon(): Promise<void> {
    this.state = 'abandoned';
  }
}

const plan = (source: ObjectStore, writer: ObjectWriter | null, filter = everyDelivery) =>
  planBackfill({
    source,
    bucket: 'acme-trail',
    filter,
    createManifest: writer === null ? null : () => writer,
    progress: { report: () => undefined },
  });

describe('planBackfill()', () => {
  test('writes whole keys of deliveries, and counts what it passes over', async () => {
    const writer = new MemoryWriter();
    const found = await plan(storeOf([deliveryKey('2026-11-20'), digestKey, 'readme.txt']), writer);
    expect(writer.text).toBe(`acme-trail,logs/${deliveryKey('2026-11-20')}\n`);
    expect(found).toEqual({
      objects: 1,
      compressedBytes: 100,
      passedOver: { digest: 1, unrelated: 1 },
      manifest: expect.objectContaining({ version: 'etag' }),
    });
  });

  test('keeps to the filter', async () => {
    const writer = new MemoryWriter();
    const keys = ['2026-11-19', '2026-11-20', '2026-11-21'].map((day) => deliveryKey(day));
    const filter = {
      ...everyDelivery,
      sinceAt: new Date('2026-11-20T00:00:00Z'),
      untilAt: new Date('2026-11-21T00:00:00Z'),
    };
    const found = await plan(storeOf([...keys, deliveryKey('2026-11-20', 'B', '123456789012')]), writer, {
      ...filter,
      accounts: ['111122223333'],
    });
    expect(found).toMatchObject({ objects: 1, passedOver: { outside_filter: 3 } });
  });

  test('writes nothing when nothing is to be written', async () => {
    expect(await plan(storeOf([deliveryKey('2026-11-20')]), null)).toMatchObject({ objects: 1, manifest: null });
  });

  test('says what it found instead of deliveries, and leaves no manifest', async () => {
    const writer = new MemoryWriter();
    await expect(plan(storeOf([digestKey, digestKey]), writer)).rejects.toMatchObject({
      code: 'wrong_use',
      message: expect.stringContaining('no delivery among 2 objects (2 digest)'),
    });
    expect(writer.state).toBe('abandoned');
    await expect(plan(storeOf([]), null)).rejects.toThrow('no object at all');
  });

  test('names the permission that is missing, and leaves no manifest', async () => {
    const denied = new SubtrailError('object_unreadable', 'List "s3://acme-trail/": AccessDenied', {
      details: { status: 403 },
    });
    const writer = new MemoryWriter();
    await expect(plan(storeOf([deliveryKey('2026-11-20')], denied), writer)).rejects.toMatchObject({
      code: 'object_unreadable',
      message: 'List "s3://acme-trail/": AccessDenied (s3:ListBucket is needed)',
    });
    expect(writer.state).toBe('abandoned');
  });

  test('holds no keys, however many there are', async () => {
    const count = 300_000;
    const keys = function* () {
      for (let index = 0; index < count; index += 1) yield deliveryKey('2026-11-20', `A${index}`);
    };
    const writer = new MemoryWriter(false);
    let heldMax = 0;
    const write = writer.write.bind(writer);
    writer.write = async (text) => {
      await write(text);
      if (writer.lines % 50_000 === 0) heldMax = Math.max(heldMax, process.memoryUsage().heapUsed);
    };
    const before = process.memoryUsage().heapUsed;
    expect((await plan(storeOf(keys()), writer)).objects).toBe(count);
    // The keys alone would be 45 MB and more; garbage that waits to be collected is not counted against us.
    expect((heldMax - before) / 1e6).toBeLessThan(120);
    expect(writer.lines).toBe(count);
  });
});
