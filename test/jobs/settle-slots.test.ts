import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DuckDbLake, openDuckDbLake } from '../../adapters/duckdb/lake.ts';
import { createFilesObjectStore } from '../../adapters/files/object-store.ts';
import { createSqlLibrary } from '../../adapters/files/sql-library.ts';
import { ingestBatch } from '../../jobs/ingest-batch.ts';
import type { ObjectStore, StoredObject } from '../../jobs/ports.ts';
import { planPortions, settleSlots } from '../../jobs/settle-slots.ts';
import { closedBefore, quarterSlotOf } from '../../jobs/staged-slots.ts';
import { readStatus } from '../../jobs/status.ts';

const sql = createSqlLibrary('sql');
const object = (name: string): StoredObject => ({ uri: `s3://logs/${name}`, key: name, sizeBytes: 1, version: '1' });
const source: ObjectStore = {
  list: async function* () {},
  read: async (key) =>
    Readable.from([
      gzipSync(
        JSON.stringify({
          Records: ['a', 'b'].map((part) => ({
            eventTime: '2026-11-02T09:05:00Z',
            eventName: 'GetObject',
            eventID: `${key}-${part}`,
            recipientAccountId: '123456789012',
          })),
        }),
      ),
    ]),
  write: async () => undefined,
  remove: async () => undefined,
};

let folder = '';
let lake: DuckDbLake;
let staged: ObjectStore;
const stage = (slot: string, ...names: readonly string[]) =>
  ingestBatch({
    objects: names.map(object),
    source,
    staged,
    slot,
    ingestedAt: new Date('2026-11-02T09:20:00Z'),
    families: new Map(),
  });
const settle = async (asOf: string, hasTime = () => true) => {
  await lake.refreshStaged();
  const due = { asOf: new Date(asOf), ingestSecondsMax: 300, hasTime };
  const outcome = await settleSlots({ engine: lake.engine, sql, staged, ...due });
  return { ...outcome, status: await readStatus(lake.engine, sql) };
};
const left = () => readdirSync(join(folder, 'staged'), { recursive: true, encoding: 'utf8' }).filter(isParquet);
const isParquet = (name: string) => name.endsWith('.parquet');

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'subtrail-settle-'));
  mkdirSync(join(folder, 'staged'));
  staged = createFilesObjectStore(join(folder, 'staged'));
  const prelude = readFileSync('sql/engines/duckdb.sql', 'utf8');
  lake = await openDuckDbLake({ directory: folder, prelude, access: 'create' });
});
afterEach(() => {
  lake.close();
  rmSync(folder, { recursive: true });
});

describe('closedBefore()', () => {
  it('keeps a slot open for its quarter of an hour, the longest reading and a minute', () => {
    expect(quarterSlotOf(new Date('2026-11-02T09:29:59Z'))).toBe('20261102T091500Z');
    const at = (time: string) => closedBefore(new Date(`2026-11-02T${time}Z`), 300)('20261102T091500Z');
    expect([at('09:20:00'), at('09:30:00'), at('09:35:59'), at('09:36:00')]).toEqual([false, false, false, true]);
  });

  it('never takes for closed what is no slot', () => {
    expect(closedBefore(new Date('2026-11-02T09:00:00Z'), 0)('yesterday')).toBe(false);
  });
});

describe('settleSlots()', () => {
  it('settles what is closed, removes it, and leaves what is open', async () => {
    await stage('20261102T090000Z', 'one');
    await stage('20261102T091500Z', 'two');
    await stage('20261102T093000Z', 'three');
    const { status, ...outcome } = await settle('2026-11-02T09:36:00Z');
    expect(outcome).toEqual({ slots: 2, batches: 2, repairedCalls: 0, openSince: null });
    expect(status.problems).toEqual([]);
    expect(status.counts).toMatchObject({ records_read: 4, calls: 4, duplicates: 0 });
    expect(left().every((name) => name.includes('slot=20261102T093000Z'))).toBe(true);
  });

  it('takes objects that were staged twice, in one slot or two, once', async () => {
    await stage('20261102T090000Z', 'one', 'two');
    await stage('20261102T090000Z', 'one', 'two');
    await stage('20261102T090000Z', 'two', 'three');
    await stage('20261102T091500Z', 'one', 'two');
    const first = await settle('2026-11-02T09:40:00Z');
    expect(first.status.problems).toEqual([]);
    expect(first.status.counts).toMatchObject({ records_read: 6, calls: 6, duplicates: 0 });
    await stage('20261102T094500Z', 'one');
    const second = await settle('2026-11-02T11:00:00Z');
    expect(second.status.problems).toEqual([]);
    expect(second.status.counts).toMatchObject({ records_read: 6, calls: 6, duplicates: 0 });
    expect(left()).toEqual([]);
  });

  it('drops what a killed reading left in a closed slot, and nothing in an open one', async () => {
    await stage('20261102T090000Z', 'one');
    await stage('20261102T093000Z', 'two');
    for (const name of left().filter((path) => path.startsWith('staged_deliveries')))
      rmSync(join(folder, 'staged', name));
    const { status, ...outcome } = await settle('2026-11-02T09:40:00Z');
    expect(outcome).toMatchObject({ slots: 0, batches: 0 });
    expect(status.counts).toMatchObject({ calls: 0 });
    expect(left()).toHaveLength(1);
  });

  it('says where it stopped when there was no time', async () => {
    await stage('20261102T090000Z', 'one');
    expect(await settle('2026-11-02T09:40:00Z', () => false)).toMatchObject({
      slots: 0,
      openSince: '20261102T090000Z',
    });
    expect(await settle('2026-11-02T09:40:00Z')).toMatchObject({ slots: 1, openSince: null });
  });
});

describe('planPortions()', () => {
  it('puts slots together in order up to the bound, and a larger one alone', () => {
    const file = (slot: string, sizeBytes: number) => ({
      key: slot,
      table: 'staged_events',
      slot,
      batchId: 'b',
      sizeBytes,
    });
    const portions = planPortions([file('c', 9), file('a', 2), file('b', 3), file('d', 1), file('a', 1)], 6);
    expect(portions.map(({ slotFirst, slotLast, files }) => [slotFirst, slotLast, files.length])).toEqual([
      ['a', 'b', 3],
      ['c', 'c', 1],
      ['d', 'd', 1],
    ]);
  });
});
