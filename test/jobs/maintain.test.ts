import { describe, expect, it } from 'vitest';
import { renderAthenaUpkeep, wantsMoreUpkeep } from '../../adapters/athena/upkeep.ts';
import { createSqlLibrary } from '../../adapters/files/sql-library.ts';
import { lakeTables } from '../../core/lake/tables.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';
import { maintain } from '../../jobs/maintain.ts';
import type { QueryEngine } from '../../jobs/ports.ts';
import { readStatus } from '../../jobs/status.ts';
import { openStagedLake, type StagedLake } from './staged-lake.ts';

const sql = createSqlLibrary('sql');
const asOf = new Date('2026-11-23T03:10:00Z');
const call = (id: string, day: string, source_object = id) => ({
  event_id: id,
  event_time: `${day}T10:00:00`,
  source_object,
});

async function lakeWithCalls(): Promise<StagedLake> {
  const lake = await openStagedLake();
  await lake.settle([
    call('old', '2026-08-01'),
    call('old', '2026-08-01', 'again'),
    call('edge', '2026-08-25'),
    call('new', '2026-11-20'),
  ]);
  return lake;
}
const retain = (engine: QueryEngine, retentionDays = 90) =>
  maintain({ engine, sql, asOf, retentionDays, upkeep: [], wantsMore: () => false });
const ids = async (lake: StagedLake) =>
  (await lake.look('select event_id from calls order by event_id')).map((row) => row['event_id']);

/** Fails at one statement, as an engine that was lost does. */
const failingAt = (engine: QueryEngine, name: string): QueryEngine => ({
  query: engine.query,
  execute: (statement, parameters) =>
    statement.name === name ? Promise.reject(new Error('lost')) : engine.execute(statement, parameters),
  atomically: (work) => work(),
});

describe('maintain()', () => {
  it('removes what is older than the days kept, and the books still balance', async () => {
    const lake = await lakeWithCalls();
    expect(await retain(lake.engine)).toMatchObject({ removedBefore: '2026-08-25' });
    expect(await ids(lake)).toEqual(['edge', 'new']);
    const { counts, problems } = await readStatus(lake.engine, sql);
    expect(problems).toEqual([]);
    expect(counts).toMatchObject({ rows_staged: 4, calls: 2, duplicates: 0, removed: 2 });
    lake.close();
  });

  it('counts nothing twice when it runs again, was killed, or more comes late', async () => {
    for (const lost of ['maintain/remove_calls', 'maintain/remove_duplicates']) {
      const lake = await lakeWithCalls();
      await expect(retain(failingAt(lake.engine, lost))).rejects.toThrow('lost');
      await retain(lake.engine);
      await retain(lake.engine);
      expect((await readStatus(lake.engine, sql)).problems).toEqual([]);
      await lake.settle([call('late', '2026-08-01')]);
      await maintain({
        engine: lake.engine,
        sql,
        asOf: new Date('2026-11-24T03:10:00Z'),
        retentionDays: 90,
        upkeep: [],
        wantsMore: () => false,
      });
      const { counts, problems } = await readStatus(lake.engine, sql);
      expect(problems).toEqual([]);
      expect(counts).toMatchObject({ rows_staged: 5, calls: 1, removed: 4 });
      lake.close();
    }
  });

  it('keeps all for ever when it is told so', async () => {
    const lake = await lakeWithCalls();
    expect(await retain(lake.engine, 0)).toMatchObject({ removedBefore: null });
    expect(await ids(lake)).toEqual(['edge', 'new', 'old']);
    lake.close();
  });

  it('does the rest of the upkeep when a part of it fails, and names that part', async () => {
    const ran: string[] = [];
    const engine: QueryEngine = {
      query: async () => [],
      execute: async ({ name }) => {
        ran.push(name);
        if (name === 'optimize/calls') throw new SubtrailError('query_failed', 'Run "optimize/calls": out of memory');
        if (name === 'vacuum/calls') throw new SubtrailError('query_failed', 'ICEBERG_VACUUM_MORE_RUNS_NEEDED');
        return 0;
      },
      atomically: (work) => work(),
    };
    const upkeep = renderAthenaUpkeep(asOf);
    const run = maintain({ engine, sql, asOf, retentionDays: 0, upkeep, wantsMore: wantsMoreUpkeep });
    await expect(run).rejects.toThrow('Maintain: could not do optimize/calls');
    expect(ran).toHaveLength(2 * lakeTables.length);
  });
});

describe('renderAthenaUpkeep()', () => {
  it('compacts the days that still change, and tables without days whole', () => {
    const texts = renderAthenaUpkeep(asOf).map(({ text }) => text);
    expect(texts).toContain("optimize calls rewrite data using bin_pack where event_date >= date '2026-11-20'");
    expect(texts).toContain('optimize findings rewrite data using bin_pack');
    expect(texts).toContain('vacuum calls');
  });
});
