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
  const aliases = [...text.matchAll(new RegExp(`(?:from|join|into) ${table} (\\w+)`, 'g'))].map((match) => match[1]);
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
  const [count] = await lake.engine.query({ ...sql.get('attribute/find_repair_days'), text: countCalls });
  lake.close();
  const database = await (await DuckDBInstance.create(join(folder, 'lake', 'lake.duckdb'))).connect();
  const file = join(folder, 'calls.parquet');
  await database.run(`copy calls to '${file}' (format parquet, compression zstd, row_group_size 100000)`);
  const settled = await columnBytes(connection, file);

  const compressed = objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const calls = Number(count?.['calls']);
  console.log(
    `${calls} calls in ${objects.length} deliveries, ${(compressed / calls).toFixed(1)} bytes of json.gz a call`,
  );
  console.log(`staged ${total(staged).toFixed(1)} bytes a call, settled ${total(settled).toFixed(1)}\n`);
  if (values.columns)
    for (const [name, bytes] of staged)
      console.log(
        `${name.padEnd(28)}${bytes.toFixed(2).padStart(7)}${(settled.get(name) ?? 0).toFixed(2).padStart(8)}`,
      );
  console.log('bytes asked for              of a staged call   of a call in the lake, on the days of the run');
  let all = { staged: 0, settled: 0 };
  for (const name of [...sql.names('attribute'), ...sql.names('detections')]) {
    const { text } = sql.get(name);
    const asked = { staged: bytesAsked(text, 'staged_events', staged), settled: bytesAsked(text, 'calls', settled) };
    if (asked.staged + asked.settled === 0) continue;
    if (name.startsWith('attribute/') && !name.endsWith('find_copied_days'))
      all = { staged: all.staged + asked.staged, settled: all.settled + asked.settled };
    console.log(`${name.padEnd(38)}${asked.staged.toFixed(1).padStart(8)}${asked.settled.toFixed(1).padStart(8)}`);
  }
  console.log(
    `${'a run of attribute'.padEnd(38)}${all.staged.toFixed(1).padStart(8)}${all.settled.toFixed(1).padStart(8)}`,
  );
}

const countCalls = 'select count(*) as calls from calls';

if (values.help) console.log(help);
else {
  const folder = mkdtempSync(join(tmpdir(), 'subtrail-bytes-'));
  try {
    await measure(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
