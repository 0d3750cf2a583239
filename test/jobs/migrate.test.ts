import { describe, expect, it } from 'vitest';
import { renderAthenaColumn } from '../../adapters/athena/lake-tables.ts';
import { createDuckDbQueryEngine } from '../../adapters/duckdb/query-engine.ts';
import { createSqlLibrary } from '../../adapters/files/sql-library.ts';
import { renderTrinoColumn } from '../../adapters/trino/lake-tables.ts';
import type { SchemaChange } from '../../core/lake/schema-changes.ts';
import type { SqlStatement } from '../../core/lake/sql-statement.ts';
import { principals } from '../../core/lake/tables.ts';
import { migrate } from '../../jobs/migrate.ts';
import { openCaseDatabase } from '../sql/run-case.ts';

const sql = createSqlLibrary('sql');
const clock = { now: () => new Date('2026-11-23T00:00:00Z') };
const statement = (text: string): SqlStatement => ({
  name: 'test',
  text,
  header: {},
  parameterNames: [],
  parameterTypes: {},
});
const change = (version: number, name: string): SchemaChange => ({
  version,
  table: 'principals',
  added: { name, type: 'varchar' },
});
const definitions = {
  create: [statement('create table if not exists principals (principal_like varchar)')],
  add: ({ table, added }: SchemaChange) => statement(`alter table ${table} add column ${added.name} varchar`),
};

async function openLake() {
  const connection = await openCaseDatabase();
  const engine = createDuckDbQueryEngine(connection);
  const run = (version: number, changes: readonly SchemaChange[] = [change(2, 'two'), change(3, 'three')]) =>
    migrate({ engine, sql, clock, definitions, changes, version });
  const columns = async () =>
    (
      await engine.query(
        statement("select column_name from information_schema.columns where table_name = 'principals'"),
      )
    )
      .map((row) => row['column_name'])
      .slice(principals.columns.length);
  return { engine, run, columns };
}

describe('migrate()', () => {
  it('takes new tables for what they are: complete', async () => {
    const { run, columns } = await openLake();
    expect(await run(3)).toEqual({ tables: 1, from: null, to: 3 });
    expect(await columns()).toEqual([]);
  });

  it('brings older tables up, change by change, and changes nothing when it runs again', async () => {
    const { run, columns } = await openLake();
    await run(1);
    expect(await run(2)).toEqual({ tables: 1, from: 1, to: 2 });
    expect(await columns()).toEqual(['two']);
    expect(await run(3)).toEqual({ tables: 1, from: 2, to: 3 });
    expect(await run(3)).toEqual({ tables: 1, from: 3, to: 3 });
    expect(await columns()).toEqual(['two', 'three']);
  });

  it('goes on where an earlier run was killed', async () => {
    const { engine, run, columns } = await openLake();
    await run(1);
    await engine.execute(statement('alter table principals add column two varchar'));
    expect(await run(3)).toEqual({ tables: 1, from: 1, to: 3 });
    expect(await columns()).toEqual(['two', 'three']);
  });

  it('leaves alone what a newer version has changed, so that a deployment can go back', async () => {
    const { run } = await openLake();
    await run(3);
    expect(await run(2)).toEqual({ tables: 1, from: 3, to: 3 });
    expect(await run(3)).toEqual({ tables: 1, from: 3, to: 3 });
  });
});

describe('columns added later', () => {
  it('are written as each engine wants them', () => {
    const added: SchemaChange = { version: 2, table: 'calls', added: { name: 'agent', type: 'timestamp' } };
    expect(renderAthenaColumn(added).text).toBe('alter table `calls` add columns (`agent` timestamp)');
    expect(renderTrinoColumn(added).text).toBe('alter table "calls" add column if not exists "agent" timestamp(6)');
  });
});
