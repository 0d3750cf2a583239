import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { openDuckDbLake } from '../../adapters/duckdb/lake.ts';
import { createFilesObjectStore } from '../../adapters/files/object-store.ts';
import { createSqlLibrary } from '../../adapters/files/sql-library.ts';
import { planBatches } from '../../core/cloudtrail/plan-batches.ts';
import { attribute } from '../../jobs/attribute.ts';
import { ingestBatch } from '../../jobs/ingest-batch.ts';
import type { StoredObject } from '../../jobs/ports.ts';
import { deliveryBytes, demoOptions, generateOrganisation } from '../organisation/generate-organisation.ts';

const help = `Measures Parquet bytes of a call, staged and settled, and how many of them each statement asks for.
  --scale N   how large the made-up organisation is (default 20, about 75,000 calls; 2 with --quick)
  --columns   also the bytes of each column
  --quick     a look that takes seconds`;

const { values } = parseArgs({
  options: {
    scale: { type: 'string' },
    columns: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

type ColumnBytes = ReadonlyMap<string, number>;

/** Puts the week of an organisation into a folder, and stages it as ingest does. */
async function stageWeek(folder: string): Promise<readonly StoredObject[]> {
  const { deliveries } = generateOrganisation({
    ...demoOptions(new Date('2026-01-12T00:00:00Z')),
    weeks: 1,
    scale: Number(values.scale ?? (values.quick ? 2 : 20)),
    hasOddities: false,
  });
  for (const delivery of deliveries) {
    const file = join(folder, 'source', delivery.key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, deliveryBytes(delivery));
  }
  const source = createFilesObjectStore(join(folder, 'source'));
  const staged = createFilesObjectStore(join(folder, 'lake', 'staged'));
  const objects: StoredObject[] = [];
  for await (const object of source.list('')) objects.push(object);
  for (const batch of planBatches(objects))
    await ingestBatch({ objects: batch, source, staged, slot: 'one', ingestedAt: new Date(0), families: new Map() });
  return objects;
}

/** Compressed bytes a row of each column of a Parquet file. */
async function columnBytes(connection: DuckDBConnection, files: string): Promise<ColumnBytes> {
  const sql = `select split_part(path_in_schema, ',', 1) as name, sum(total_compressed_size) / (select count(*) from read_parquet('${files}')) as bytes from parquet_metadata('${files}') group by 1 order by 2 desc`;
  const rows = (await connection.runAndReadAll(sql)).getRowObjectsJson();
  return new Map(rows.map((row) => [String(row['name']), Number(row['bytes'])]));
}

const total = (bytes: ColumnBytes): number => [...bytes.values()].reduce((sum, one) => sum + one, 0);

/** Bytes of the columns that a statement names of a table, by the aliases under which it reads it. */
function bytesAsked(text: string, table: string, bytes: ColumnBytes): number {
  const aliases = [...text.matchAll(new RegExp(`(?:from|join|into) ${table} (?!where|set)(\\w+)`, 'g'))].map(
    (match) => match[1],
  );
  return aliases.reduce((sum, alias) => {
    const named = new Set([...text.matchAll(new RegExp(`\\b${alias}\\.(\\w+)`, 'g'))].map((match) => match[1] ?? ''));
    return sum + [...named].reduce((some, name) => some + (bytes.get(name) ?? 0), 0);
  }, 0);
}

async function measure(folder: string): Promise<void> {
  const objects = await stageWeek(folder);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const staged = await columnBytes(connection, join(folder, 'lake', 'staged', 'staged_events', '*', '*.parquet'));
  const lake = await openDuckDbLake({
    directory: join(folder, 'lake'),
    prelude: readFileSync('sql/engines/duckdb.sql', 'utf8'),
    access: 'create',
    memoryLimit: '2GB',
  });
  const sql = createSqlLibrary('sql');
  await lake.refreshStaged();
  await attribute({ engine: lake.engine, sql, window: { slotFirst: 'one', slotLast: 'one' }, copies: 'same_day' });
  lake.close();
  const bytes = new Map([['staged_events', staged]]);
  const rows = new Map<string, number>();
  const database = await (await DuckDBInstance.create(join(folder, 'lake', 'lake.duckdb'))).connect();
  for (const table of lakeTables) {
    const file = join(folder, `${table}.parquet`);
    await database.run(`copy ${table} to '${file}' (format parquet, compression zstd, row_group_size 100000)`);
    bytes.set(table, await columnBytes(connection, file));
    const [counted] = (await connection.runAndReadAll(`select count(*) as n from '${file}'`)).getRowObjectsJson();
    rows.set(table, Number(counted?.['n']));
  }
  const calls = rows.get('calls') ?? 0;
  const compressed = objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  console.log(
    `${calls} calls in ${objects.length} deliveries, ${(compressed / calls).toFixed(1)} bytes of json.gz a call\n`,
  );
  for (const [table, columns] of bytes) {
    const share = (rows.get(table) ?? calls) / calls;
    console.log(
      `${table.padEnd(16)}${total(columns).toFixed(1).padStart(7)} bytes a row, ${share.toFixed(3)} rows a call`,
    );
    if (values.columns)
      for (const [name, one] of columns) console.log(`    ${name.padEnd(28)}${one.toFixed(2).padStart(7)}`);
  }
  printAsked(bytes);
}

/** Bytes of a row of each table that statements ask for, and a run of attribute as a whole. */
function printAsked(bytes: ReadonlyMap<string, ColumnBytes>): void {
  const sql = createSqlLibrary('sql');
  const tables = [...bytes.keys()];
  const sums = tables.map(() => 0);
  const line = (name: string, cells: readonly string[]) =>
    console.log(name.padEnd(40) + cells.map((cell) => cell.padStart(15)).join(''));
  console.log('');
  line('bytes asked for of a row of', tables);
  for (const name of [...sql.names('attribute'), ...sql.names('detections'), ...sql.names('reports')]) {
    const { text } = sql.get(name);
    const asked = tables.map((table) => bytesAsked(text, table, bytes.get(table) ?? new Map()));
    if (asked.every((one) => one === 0)) continue;
    if (name.startsWith('attribute/') && !name.endsWith('/find_copied_days'))
      for (const [index, one] of asked.entries()) sums[index] = (sums[index] ?? 0) + one;
    line(
      name,
      asked.map((one) => one.toFixed(1)),
    );
  }
  line(
    'attribute with one pass',
    sums.map((one) => one.toFixed(1)),
  );
}

/** What a run reads beside the new rows. */
const lakeTables = ['calls', 'callers', 'sessions', 'exchanges', 'duplicates'];

if (values.help) console.log(help);
else {
  const folder = mkdtempSync(join(tmpdir(), 'subtrail-bytes-'));
  try {
    await measure(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
