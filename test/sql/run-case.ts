import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { createDuckDbQueryEngine } from '../../adapters/duckdb/query-engine.ts';
import { createSqlLibrary } from '../../adapters/files/sql-library.ts';
import type { Table } from '../../core/lake/column.ts';
import { lakeTables, stagedTables } from '../../core/lake/tables.ts';
import type { Parameters, Row } from '../../jobs/ports.ts';

const sql = createSqlLibrary('sql');
const prelude = readFileSync('sql/engines/duckdb.sql', 'utf8');

/** A database with the lake's tables, all columns nullable so that a case names only what it is about. */
export async function openCaseDatabase(): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(prelude);
  for (const table of lakeTables) await connection.run(`create table ${table.name} (${definition(table)})`);
  for (const table of stagedTables)
    await connection.run(`create table ${table.name} (${definition(table)}, slot varchar)`);
  return connection;
}

const sqlType = (type: string): string => (type === 'array(varchar)' ? 'varchar[]' : type);
const definition = (table: Table): string =>
  table.columns.map((column) => `${column.name} ${sqlType(column.type)}`).join(', ');

let database: Promise<DuckDBConnection> | undefined;

/**
 * Runs one SQL file over the tables of a case folder.
 * **shape**: `<table>.json` holds an array of rows each; `params.json` the parameters. `event_date` follows from
 * `event_time` where a row does not give it. `bind` makes the parameters of what that file says, where it is not them. Cases share
 * a database, and leave nothing in it.
 */
export async function runCase(
  statementName: string,
  folder: string,
  { bind = (said) => said }: { readonly bind?: (said: Parameters) => Parameters } = {},
): Promise<readonly Row[]> {
  database ??= openCaseDatabase();
  const connection = await database;
  await connection.run('begin transaction');
  try {
    for (const file of readdirSync(folder)) {
      const table = [...lakeTables, ...stagedTables].find((one) => `${one.name}.json` === file);
      if (table !== undefined) await loadRows(connection, table, join(folder, file));
    }
    const parameters = JSON.parse(readFileSync(join(folder, 'params.json'), 'utf8')) as Parameters;
    return await createDuckDbQueryEngine(connection).query(sql.get(statementName), bind(parameters));
  } finally {
    await connection.run('rollback');
  }
}

async function loadRows(connection: DuckDBConnection, table: Table, file: string): Promise<void> {
  const known = new Set(table.columns.map((column) => column.name));
  const rows = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>[];
  const strange = rows.flatMap((row) => Object.keys(row)).filter((name) => !known.has(name));
  if (strange.length > 0)
    throw new Error(`${basename(file)} names columns that ${table.name} lacks: ${strange.join(', ')}`);
  const columns = table.columns.map((column) => `${column.name}: '${sqlType(column.type)}'`).join(', ');
  await connection.run(`insert into ${table.name} by name select * from read_json('${file}', columns = {${columns}})`);
  if (known.has('event_date') && known.has('event_time')) {
    await connection.run(`update ${table.name} set event_date = cast(event_time as date) where event_date is null`);
  }
}
