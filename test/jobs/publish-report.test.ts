import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createSqlLibrary } from '../../adapters/files/sql-library.ts';
import type { Notifier, ObjectStore, OutgoingMessage } from '../../jobs/ports.ts';
import { lastFullWeek, publishReport } from '../../jobs/publish-report.ts';
import { openStagedLake } from './staged-lake.ts';

const sql = createSqlLibrary('sql');

function memoryStore() {
  const written = new Map<string, string>();
  const store: ObjectStore = {
    list: async function* (prefix) {
      for (const key of written.keys())
        if (key.startsWith(prefix)) yield { uri: `s3://lake/reports/${key}`, key, sizeBytes: 1, version: '1' };
    },
    read: async () => Readable.from([]),
    write: async (key, bytes) => {
      written.set(key, Buffer.from(bytes).toString());
    },
    remove: async () => undefined,
  };
  return { store, written };
}

describe('publishReport()', () => {
  it('writes the week in every form under stable keys, and tells of it once', async () => {
    const lake = await openStagedLake();
    await lake.settle([{ event_id: 'one', event_time: '2026-11-18T10:00:00' }]);
    const { store, written } = memoryStore();
    const sent: OutgoingMessage[] = [];
    const notifier: Notifier = {
      send: async (message) => {
        sent.push(message);
        return { channelId: 'C1', messageId: '1' };
      },
    };
    const run = () =>
      publishReport({
        engine: lake.engine,
        sql,
        reports: store,
        weekStartOn: '2026-11-16',
        announcement: { notifier, channel: '#cloud', baseUrl: 'https://reports.example.com/' },
      });
    expect(await run()).toEqual({
      week: '2026-W47',
      keys: ['2026-W47/report.html', '2026-W47/report.md', '2026-W47/report.csv', '2026-W47/report.json'],
      isAnnounced: true,
    });
    const first = new Map(written);
    expect(await run()).toMatchObject({ isAnnounced: false });
    expect(written).toEqual(first);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.channel).toBe('#cloud');
    expect(JSON.stringify(sent[0]?.render(false))).toContain('https://reports.example.com/2026-W47/report.html');
    expect(written.get('2026-W47/report.html')).toMatch(/^<!doctype html>/i);
    expect(written.get('2026-W47/report.html')).toContain('sql/reports/calls_by_week.sql');
    expect(written.get('2026-W47/report.csv')).toMatch(/^week,section,name,/);
    lake.close();
  });
});

describe('lastFullWeek()', () => {
  it.each([
    ['2026-11-23T06:30:00Z', '2026-11-16'],
    ['2026-11-22T23:59:59Z', '2026-11-09'],
    ['2027-01-01T00:00:00Z', '2026-12-21'],
  ])('before %s is that of %s', (at, monday) => {
    expect(lastFullWeek(new Date(at))).toBe(monday);
  });
});
