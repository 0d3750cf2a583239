import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import {
  type AthenaBackend,
  BackendError,
  type BackendResult,
  namesIn,
  partitionsMax,
  statementKind,
  withoutHeader,
} from './backend.ts';
import { parseMaintenance } from './maintenance.ts';
import type { StagedMirror } from './staged-mirror.ts';
import { parseAddedColumns, parseTableDefinition, renderColumns, type TableDefinition } from './table-definition.ts';
import { athenaTypeOfDuckDb, duckDbText } from './value-text.ts';

/** Bytes that a row of the lake takes in Parquet, about: DuckDB counts the rows that it scans, and Athena bytes. */
const bytesPerRow = 120;

const nothing: BackendResult = { columns: [], rows: [], updateCount: null, scannedBytes: 0 };

/**
 * DuckDB as the engine below the endpoint.
 * **shape**: `connection` has the macros of the prelude, and its current schema is the database; `mirror` gives staged files a
 * local folder, null where nothing is staged.
 */
export function createDuckDbBackend(connection: DuckDBConnection, mirror: StagedMirror | null = null): AthenaBackend {
  const external = new Map<string, TableDefinition>();
  const partitioned = new Set<string>(['calls', 'duplicates', 'exchanges', 'sessions', 'iam_changes']);
  const profile = openProfile(connection);
  let last: Promise<unknown> = Promise.resolve();
  let running: string | null = null;

  const define = async (text: string): Promise<BackendResult> => {
    const table = parseTableDefinition(text);
    const isThere = await exists(connection, table.name);
    if (isThere && !table.ifNotExists)
      throw new BackendError(`AlreadyExistsException: Table ${table.name} already exists`);
    if (table.isExternal) external.set(table.name, table);
    else if (!isThere) await connection.run(`create table "${table.name}" (${renderColumns(table.columns, 'duckdb')})`);
    if (table.isExternal && !isThere) await pointAt(connection, table, null);
    if (!table.isExternal && table.partitions.some(({ isByDay }) => !isByDay)) partitioned.add(table.name);
    return nothing;
  };
  const refreshStaged = async (text: string): Promise<void> => {
    const names = namesIn(text);
    for (const table of external.values()) {
      if (mirror !== null && names.has(table.name)) await pointAt(connection, table, await mirror.sync(table.location));
    }
  };
  const runNow = async (text: string): Promise<BackendResult> => {
    const kind = statementKind(text);
    if (kind === 'create') return define(text);
    if (kind === 'alter') {
      const { name, columns } = parseAddedColumns(text);
      for (const one of columns)
        await connection.run(`alter table "${name}" add column ${renderColumns([one], 'duckdb')}`);
      return nothing;
    }
    if (kind === 'optimize' || kind === 'vacuum') {
      const { table, where } = parseMaintenance(text);
      // The table and the condition must at least mean something.
      await connection.runAndReadAll(`select count(*) from "${table}"${where === null ? '' : ` where ${where}`}`);
      return nothing;
    }
    await refreshStaged(text);
    await profile.begin();
    if (kind === 'select' || kind === 'show')
      return { ...(await readRows(connection, text)), scannedBytes: profile.scannedBytes() };
    const target =
      /^(?:merge\s+into|insert\s+into|update|delete\s+from)\s+"?([a-z_]+)"?/i.exec(withoutHeader(text))?.[1] ?? '';
    const isLimited = kind !== 'delete' && partitioned.has(target);
    const changed = isLimited ? await writeLimited(connection, text, kind === 'merge') : await write(connection, text);
    // A count is documented for INSERT and UPDATE only.
    const updateCount = kind === 'insert' || kind === 'update' ? changed : null;
    return { ...nothing, updateCount, scannedBytes: profile.scannedBytes() };
  };
  return {
    run: (text, begin = () => true) => {
      const turn = last
        .then(() => {
          if (!begin()) return nothing;
          running = text;
          return runNow(text);
        })
        .catch((error: unknown) => Promise.reject(toBackendError(error)))
        .finally(() => {
          running = null;
        });
      last = turn.catch(() => undefined);
      return turn;
    },
    interrupt: (text) => {
      if (running === text) connection.interrupt();
    },
    close: async () => {
      await last;
      profile.close();
    },
  };
}

/** Opens a database in a folder as the engine: its tables lie in a schema of the database's name. */
export async function openDuckDbBackend(options: {
  readonly folder: string;
  readonly database: string;
  readonly prelude: string;
  readonly mirror: StagedMirror;
}): Promise<AthenaBackend> {
  const { folder, database, prelude, mirror } = options;
  const instance = await DuckDBInstance.create(join(folder, 'athena.duckdb'), { temp_directory: join(folder, 'tmp') });
  const connection = await instance.connect();
  await connection.run(prelude);
  await connection.run(`create schema if not exists "${database}"; use "${database}"`);
  const backend = createDuckDbBackend(connection, mirror);
  return {
    ...backend,
    close: async () => {
      await backend.close();
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function readRows(connection: DuckDBConnection, text: string): Promise<BackendResult> {
  const reader = await connection.runAndReadAll(text);
  const types = reader.columnTypes().map((type) => athenaTypeOfDuckDb(String(type)));
  const names = reader.deduplicatedColumnNames();
  return {
    ...nothing,
    columns: names.map((name, index) => ({ name, type: types[index] ?? 'varchar' })),
    rows: reader.getRows().map((row) => row.map((value, index) => duckDbText(value, types[index] ?? ''))),
  };
}

const write = async (connection: DuckDBConnection, text: string): Promise<number> =>
  (await connection.runAndReadAll(text)).rowsChanged;

/** Runs a write that is undone when it touches more partitions than Athena has writers for. */
async function writeLimited(connection: DuckDBConnection, text: string, isMerge: boolean): Promise<number> {
  await connection.run('begin transaction');
  try {
    const reader = await connection.runAndReadAll(
      `${text.replace(/\s*;\s*$/, '')}\nreturning ${isMerge ? 'merge_action' : "'INSERT'"}, cast(event_date as varchar)`,
    );
    const written = reader.getRows().filter(([action]) => action !== 'DELETE');
    const days = new Set(written.map(([, day]) => day));
    if (days.size > partitionsMax) {
      throw new BackendError(
        `ICEBERG_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of ${partitionsMax} open writers for partitions: ${days.size} days`,
      );
    }
    await connection.run('commit');
    return reader.currentRowCount;
  } catch (error) {
    await connection.run('rollback').catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

async function exists(connection: DuckDBConnection, name: string): Promise<boolean> {
  const reader = await connection.runAndReadAll(
    `select 1 from information_schema.tables where table_name = '${name}' and table_schema = current_schema()`,
  );
  return reader.currentRowCount > 0;
}

/** Points an external table at the files of a folder; null, or a folder without any, makes it empty. */
async function pointAt(connection: DuckDBConnection, table: TableDefinition, folder: string | null): Promise<void> {
  const all = [...table.columns, ...table.partitions];
  const names = all.map(({ name }) => `"${name}"`).join(', ');
  const from =
    folder === null
      ? `(select ${all.map((one) => `cast(null as ${renderColumns([one], 'duckdb').split(' ').slice(1).join(' ')}) as "${one.name}"`).join(', ')}) where false`
      : `read_parquet('${join(folder, '*', '*.parquet').replaceAll("'", "''")}', hive_partitioning = true, hive_types_autocast = false, union_by_name = true)`;
  await connection.run(`create or replace view "${table.name}" as select ${names} from ${from}`);
}

/** What DuckDB says about how much it read for the last statement. */
function openProfile(connection: DuckDBConnection): { begin(): Promise<void>; scannedBytes(): number; close(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'subtrail-profile-'));
  const file = join(folder, 'profile.json');
  let isOn = false;
  return {
    begin: async () => {
      if (!isOn) {
        await connection.run(
          `set enable_profiling = 'json'; set profiling_output = '${file}'; set custom_profiling_settings = '{"CUMULATIVE_ROWS_SCANNED": "true"}'`,
        );
      }
      isOn = true;
    },
    scannedBytes: () => {
      const { cumulative_rows_scanned: rows = 0 } = JSON.parse(readFileSync(file, 'utf8')) as {
        cumulative_rows_scanned?: number;
      };
      return rows * bytesPerRow;
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function toBackendError(error: unknown): BackendError {
  if (error instanceof BackendError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/interrupt/i.test(message)) return new BackendError('Query was interrupted', 1, { cause: error });
  const name = /catalog error.*does not exist/is.test(message) ? 'TABLE_NOT_FOUND' : 'SYNTAX_ERROR';
  return new BackendError(`${name}: ${message}`, 2, { cause: error });
}
