import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { BasicAuth, Trino } from 'trino-client';
import { findTrino, startTrino } from '../../trino/trino-server.ts';
import {
  type AthenaBackend,
  type AthenaColumn,
  BackendError,
  type BackendResult,
  namesIn,
  statementKind,
} from './backend.ts';
import { parseMaintenance } from './maintenance.ts';
import { createStagedMirror } from './staged-mirror.ts';
import { parseAddedColumns, parseTableDefinition, renderColumns, type TableDefinition } from './table-definition.ts';
import { athenaTypeOfTrino, trinoText } from './value-text.ts';

const nothing: BackendResult = { columns: [], rows: [], updateCount: null, scannedBytes: 0 };

/** Days below which Trino expires and removes nothing, as Athena's tables are set. */
const keptDays = 7;

/**
 * A real Trino with Iceberg tables as the engine below the endpoint: started for it, and stopped with it.
 * **errors**: throws when there is none on this machine.
 */
export async function openTrinoBackend(options: {
  readonly database: string;
  readonly client: S3Client;
}): Promise<AthenaBackend> {
  const found = findTrino();
  if ('missing' in found) throw new Error(found.missing);
  const server = await startTrino(found);
  const { database } = options;
  const client = Trino.create({ server: server.url, catalog: 'lake', schema: database, auth: new BasicAuth('athena') });
  const mirror = createStagedMirror(options.client, join(server.root, 'mirror'));
  const external = new Map<string, TableDefinition>();
  let last: Promise<unknown> = Promise.resolve();
  const run = (text: string) => runText(client, text);
  for (const catalog of ['lake', 'files']) await run(`create schema if not exists ${catalog}."${database}"`);

  const define = async (text: string): Promise<BackendResult> => {
    const table = parseTableDefinition(text);
    const exists = table.ifNotExists ? 'if not exists ' : '';
    if (!table.isExternal) {
      const days = table.partitions.map(({ name, isByDay }) => (isByDay ? `'day(${name})'` : `'${name}'`)).join(', ');
      await run(
        `create table ${exists}"${table.name}" (${renderColumns(table.columns, 'trino')}) with (format = 'PARQUET', format_version = 2${days === '' ? '' : `, partitioning = array[${days}]`})`,
      );
      return nothing;
    }
    if (external.has(table.name)) return nothing;
    external.set(table.name, table);
    await mirror.sync(table.location);
    const columns = renderColumns([...table.columns, ...table.partitions], 'trino').replaceAll(
      'timestamp(6)',
      'timestamp',
    );
    await run(
      `create table files."${database}"."${table.name}" (${columns}) with (format = 'PARQUET', partitioned_by = array[${table.partitions.map(({ name }) => `'${name}'`).join(', ')}], external_location = '${localOf(table)}')`,
    );
    await run(`create view "${table.name}" as select * from files."${database}"."${table.name}"`);
    return nothing;
  };
  const upkeep = async (text: string): Promise<BackendResult> => {
    const { action, table, where } = parseMaintenance(text);
    if (action === 'optimize')
      await run(`alter table "${table}" execute optimize${where === null ? '' : ` where ${where}`}`);
    else {
      await run(`alter table "${table}" execute expire_snapshots(retention_threshold => '${keptDays}d')`);
      await run(`alter table "${table}" execute remove_orphan_files(retention_threshold => '${keptDays}d')`);
    }
    return nothing;
  };
  const runNow = async (text: string): Promise<BackendResult> => {
    const kind = statementKind(text);
    if (kind === 'create') return define(text);
    if (kind === 'optimize' || kind === 'vacuum') return upkeep(text);
    if (kind === 'alter') {
      const { name, columns } = parseAddedColumns(text);
      for (const one of columns) await run(`alter table "${name}" add column ${renderColumns([one], 'trino')}`);
      return nothing;
    }
    const names = namesIn(text);
    for (const table of external.values()) {
      if (!names.has(table.name)) continue;
      await mirror.sync(table.location);
      await run(`call files.system.sync_partition_metadata('${database}', '${table.name}', 'FULL')`);
    }
    const result = await run(text.replace(/\s*;\s*$/, ''));
    const isCounted = kind === 'insert' || kind === 'update';
    return kind === 'select' || kind === 'show'
      ? { ...result, updateCount: null }
      : { ...nothing, updateCount: isCounted ? result.updateCount : null, scannedBytes: result.scannedBytes };
  };
  return {
    run: (text, begin = () => true) => {
      const turn = last.then(() => (begin() ? runNow(text) : nothing));
      last = turn.catch(() => undefined);
      return turn;
    },
    // What runs on a cluster is let run to its end: a statement here takes seconds.
    interrupt: () => undefined,
    close: async () => {
      await last;
      await server.stop();
    },
  };
}

/** Where Trino finds the mirror of a location. */
const localOf = ({ location }: TableDefinition): string =>
  `local:///mirror/${location.replace('s3://', '').replace(/\/$/, '')}`;

async function runText(client: Trino, text: string): Promise<BackendResult> {
  let columns: AthenaColumn[] = [];
  const rows: (string | null)[][] = [];
  let updateCount: number | null = null;
  let scannedBytes = 0;
  for await (const result of await client.query(text)) {
    const { error } = result;
    if (error != null)
      throw new BackendError(`${error.errorName}: ${error.message}`, error.errorType === 'USER_ERROR' ? 2 : 1);
    const { columns: found = [], data = [], stats } = result;
    const types = found.map(({ type }) => type);
    if (found.length > 0) columns = found.map(({ name, type }) => ({ name, type: athenaTypeOfTrino(type) }));
    // Both are part of the protocol, but not of the client's types.
    if ('updateCount' in result && typeof result.updateCount === 'number') updateCount = result.updateCount;
    const bytes = (stats as { physicalInputBytes?: number } | undefined)?.physicalInputBytes;
    if (bytes !== undefined) scannedBytes = bytes;
    for (const values of data) rows.push(values.map((value, index) => trinoText(value, types[index] ?? '')));
  }
  return { columns, rows, updateCount, scannedBytes };
}
