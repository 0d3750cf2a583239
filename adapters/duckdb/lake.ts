import { access, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Column, Table } from '../../core/lake/column.ts';
import { lakeTables, stagedTables } from '../../core/lake/tables.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';
import type { QueryEngine } from '../../jobs/ports.ts';
import { createDuckDbQueryEngine } from './query-engine.ts';

/** A lake on this machine: one DuckDB file, and Parquet under `staged/` beside it. */
export interface DuckDbLake {
  readonly engine: QueryEngine;
  /** Points the staged views at the files that are there now. */
  refreshStaged(): Promise<void>;
  close(): void;
}

/** `read`: nothing changes. `update`: the lake must be there. `create`: it is made when it is not. */
export type LakeAccess = 'read' | 'update' | 'create';

/** `prelude` is the text of `sql/engines/duckdb.sql`; `memoryLimit` as DuckDB writes it, such as `2GB`. */
export interface DuckDbLakeOptions {
  readonly directory: string;
  readonly prelude: string;
  readonly access: LakeAccess;
  readonly memoryLimit?: string;
  readonly threads?: number;
}

/**
 * Opens the lake, and makes its tables where it may.
 * **errors**: `lake_unreadable` when it is not there, is not a DuckDB file, or another process writes to it.
 */
export async function openDuckDbLake(options: DuckDbLakeOptions): Promise<DuckDbLake> {
  const file = join(options.directory, 'lake.duckdb');
  if (options.directory.includes('?')) {
    // DuckDB takes what follows for options of its own.
    throw new SubtrailError(
      'wrong_use',
      `Open the lake ${JSON.stringify(options.directory)}: its name cannot hold a "?"`,
    );
  }
  const settings: Record<string, string> = {
    access_mode: options.access === 'read' ? 'READ_ONLY' : 'READ_WRITE',
    temp_directory: join(options.directory, 'tmp'),
    ...(options.memoryLimit === undefined ? {} : { memory_limit: options.memoryLimit }),
    ...(options.threads === undefined ? {} : { threads: String(options.threads) }),
  };
  let instance: DuckDBInstance | undefined;
  try {
    if (options.access === 'create') await mkdir(dirname(file), { recursive: true });
    else await access(file);
    instance = await DuckDBInstance.create(file, settings);
    const connection = await instance.connect();
    await connection.run(options.prelude);
    await connection.run('set preserve_insertion_order = false');
    if (options.access !== 'read') for (const table of lakeTables) await createTable(connection, table);
    await requireTables(connection);
    // A question somebody typed, or pasted, may read the lake and nothing else on this machine.
    if (options.access === 'read')
      await connection.run('set enable_external_access = false; set lock_configuration = true');
    const opened = instance;
    return {
      engine: createDuckDbQueryEngine(connection),
      refreshStaged: () => createStagedViews(connection, options.directory),
      close: () => {
        connection.closeSync();
        opened.closeSync();
      },
    };
  } catch (error) {
    instance?.closeSync();
    throw lakeError(options.directory, error);
  }
}

function lakeError(directory: string, error: unknown): SubtrailError {
  if (error instanceof SubtrailError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const name = JSON.stringify(directory);
  const locked = /conflicting lock|being used by another process/i.test(reason);
  const missing = /does not exist|no such file|ENOENT/i.test(reason);
  const text = locked
    ? `Open the lake ${name}: another subtrail is writing to it, wait until it has ended`
    : missing
      ? `Open the lake ${name}: there is none, run "subtrail ingest PATH" first`
      : `Open the lake ${name}: ${reason.split('\n')[0]}`;
  return new SubtrailError('lake_unreadable', text, { cause: error, retryable: locked });
}

const columnDefinition = (column: Column): string => {
  const type = column.type === 'array(varchar)' ? 'varchar[]' : column.type;
  return `"${column.name}" ${type}${column.required === true ? ' not null' : ''}`;
};

async function createTable(connection: DuckDBConnection, table: Table): Promise<void> {
  await connection.run(
    `create table if not exists "${table.name}" (${table.columns.map(columnDefinition).join(', ')})`,
  );
}

/** A file with other columns is a lake of another version: better refused than half understood. */
async function requireTables(connection: DuckDBConnection): Promise<void> {
  const reader = await connection.runAndReadAll(
    'select table_name, column_name from information_schema.columns where table_schema = current_schema()',
  );
  const found = new Set(reader.getRows().map(([table, column]) => `${table}.${column}`));
  const missing = lakeTables.flatMap((table) =>
    table.columns.map((column) => `${table.name}.${column.name}`).filter((name) => !found.has(name)),
  );
  if (missing.length === 0) return;
  const some = missing.slice(0, 3).join(', ');
  throw new SubtrailError(
    'lake_unreadable',
    `Open the lake: it lacks ${some}${missing.length > 3 ? ' and more' : ''}, so it was made by another version; ingest anew into an empty folder`,
  );
}

/** A path of which no character is a wildcard: a folder may well be called `[old] lake*`. */
const literalGlob = (path: string): string => path.replace(/[*?[]/g, '[$&]');

async function createStagedViews(connection: DuckDBConnection, directory: string): Promise<void> {
  for (const table of stagedTables) {
    const folder = join(directory, 'staged', table.name);
    const entries = await readdir(folder, { recursive: true }).catch(() => []);
    const names = table.columns.map((column) => `"${column.name}"`).join(', ');
    if (entries.some((entry) => entry.endsWith('.parquet'))) {
      const glob = join(literalGlob(folder), '*', '*.parquet').replaceAll("'", "''");
      await connection.run(
        `create or replace temp view "${table.name}" as select ${names}, slot
         from read_parquet('${glob}', hive_partitioning = true, hive_types_autocast = false, union_by_name = true)`,
      );
    } else {
      const nulls = table.columns.map(
        (column) => `cast(null as ${column.type === 'array(varchar)' ? 'varchar[]' : column.type}) as "${column.name}"`,
      );
      await connection.run(
        `create or replace temp view "${table.name}" as select ${nulls.join(', ')}, cast(null as varchar) as slot where false`,
      );
    }
  }
}
