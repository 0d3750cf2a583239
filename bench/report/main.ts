import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { openDuckDbLake } from '../../adapters/duckdb/lake.ts';
import { createSqlLibrary } from '../../adapters/files/sql-library.ts';
import type { QueryEngine } from '../../jobs/ports.ts';
import { buildReport } from '../../jobs/report.ts';
import { renderReportHtml } from '../../render/report/html.ts';
import { fillLake } from './large-lake.ts';

const help = `Measures how long the weekly report takes from a large lake, and how large its page is.
  --millions N   millions of calls (default 50)
  --accounts N   accounts (default 5000)
  --keys N       long-lived keys (default 20000)
  --memory SIZE  DuckDB's memory_limit (default 4GB)
  --rounds N     reports to build, the first of them cold (default 2)
  --lake FOLDER  keep the lake there, and use it when it is there
  --quick        --millions 0.5 --accounts 200 --keys 1000`;

const { values } = parseArgs({
  options: {
    millions: { type: 'string' },
    accounts: { type: 'string' },
    keys: { type: 'string' },
    memory: { type: 'string', default: '4GB' },
    rounds: { type: 'string', default: '2' },
    lake: { type: 'string' },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const size = {
  calls: 1e6 * Number(values.millions ?? (values.quick ? 0.5 : 50)),
  accounts: Number(values.accounts ?? (values.quick ? 200 : 5000)),
  keys: Number(values.keys ?? (values.quick ? 1000 : 20_000)),
  weeks: 26,
  startOn: '2026-05-25',
};
const weekStartOn = '2026-11-16';
const prelude = readFileSync('sql/engines/duckdb.sql', 'utf8');

const seconds = (from: number): number => (performance.now() - from) / 1000;

/** Seconds of all cores since a reading: on a shared machine they say more than the clock. */
const cpuSeconds = (from: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1e6;
};

/** The engine, one question after the other, with a clock beside it that keeps the seconds of all cores that each statement took. */
function timed(engine: QueryEngine, spent: Map<string, number>): QueryEngine {
  let last: Promise<unknown> = Promise.resolve();
  const ask: QueryEngine['query'] = async (statement, parameters) => {
    const from = process.cpuUsage();
    const rows = await engine.query(statement, parameters);
    spent.set(statement.name, (spent.get(statement.name) ?? 0) + cpuSeconds(from));
    return rows;
  };
  return {
    ...engine,
    query: (statement, parameters) => {
      const turn = last.then(() => ask(statement, parameters));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

async function makeLake(directory: string): Promise<void> {
  const lake = await openDuckDbLake({ directory, prelude, access: 'create', memoryLimit: values.memory });
  lake.close();
  const instance = await DuckDBInstance.create(join(directory, 'lake.duckdb'), { memory_limit: values.memory });
  const connection = await instance.connect();
  await connection.run('set preserve_insertion_order = false');
  const from = performance.now();
  const calls = await fillLake(connection, size);
  connection.closeSync();
  instance.closeSync();
  console.log(`${(calls / 1e6).toFixed(1)} million calls made in ${seconds(from).toFixed(0)} s`);
}

async function measure(directory: string): Promise<void> {
  const file = join(directory, 'lake.duckdb');
  if (statSync(file, { throwIfNoEntry: false }) === undefined) await makeLake(directory);
  console.log(
    `${(size.calls / 1e6).toFixed(1)} million calls over ${size.accounts} accounts and ${size.keys} keys, ${(statSync(file).size / 1e9).toFixed(1)} GB, memory_limit ${values.memory}\n`,
  );
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const lake = await openDuckDbLake({ directory, prelude, access: 'read', memoryLimit: values.memory });
    const spent = new Map<string, number>();
    const from = performance.now();
    const used = process.cpuUsage();
    const report = await buildReport({ engine: timed(lake.engine, spent), sql: createSqlLibrary('sql'), weekStartOn });
    const built = seconds(from);
    const cpu = cpuSeconds(used);
    lake.close();
    const html = Buffer.byteLength(await renderReportHtml(report));
    console.log(
      `report ${round + 1}: built in ${built.toFixed(1)} s (${cpu.toFixed(1)} s of all cores), rendered in ${(seconds(from) - built).toFixed(1)} s, ${(html / 1e6).toFixed(2)} MB of HTML, peak ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`,
    );
    for (const [name, time] of [...spent].toSorted((a, b) => b[1] - a[1]).slice(0, 8))
      console.log(`  ${time.toFixed(2).padStart(8)} s  ${name}`);
  }
}

if (values.help) console.log(help);
else {
  const folder = values.lake ?? mkdtempSync(join(tmpdir(), 'subtrail-bench-'));
  try {
    await measure(folder);
  } finally {
    if (values.lake === undefined) rmSync(folder, { recursive: true, force: true });
  }
}
