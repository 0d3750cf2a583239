import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openDuckDbLake } from '../../adapters/duckdb/lake.ts';
import { createSqlLibrary } from '../../adapters/files/sql-library.ts';
import { attribute } from '../../jobs/attribute.ts';
import type { QueryEngine } from '../../jobs/ports.ts';
import { stageBase } from './stage-base.ts';
import type { Stretch } from './stretch.ts';

const help = `Measures what a million new calls cost while the lake grows, from staged Parquet.
  --millions LIST  sizes of the lake at which to look (default 1,10)
  --batch N        millions of calls in each run (default 1)
  --memory SIZE    DuckDB's memory_limit (default 2GB)
  --copies WHERE   where other copies of an event may be: same_day or anywhere (default anywhere)
  --statements     also the time of each statement
  --quick          --millions 0.1,0.5 --batch 0.1
One slot as large as it gets: --millions 5 --batch 5 --memory 10GB --copies same_day`;

const { values } = parseArgs({
  options: {
    millions: { type: 'string' },
    batch: { type: 'string' },
    memory: { type: 'string', default: '2GB' },
    copies: { type: 'string', default: 'anywhere' },
    statements: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const seconds = (from: number): number => (performance.now() - from) / 1000;

/** The engine, with a clock beside it that adds up the seconds of each statement. */
function timed(engine: QueryEngine, spent: Map<string, number>): QueryEngine {
  const clock = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const from = performance.now();
    const result = await work();
    spent.set(name, (spent.get(name) ?? 0) + seconds(from));
    return result;
  };
  return {
    query: (statement, parameters) => clock(statement.name, () => engine.query(statement, parameters)),
    execute: (statement, parameters) => clock(statement.name, () => engine.execute(statement, parameters)),
    atomically: (work) => clock('commit and all', () => engine.atomically(work)),
  };
}

/** In a process of its own, so that its memory is not counted. */
function stretch(plan: Stretch): void {
  const script = fileURLToPath(new URL('./stretch.ts', import.meta.url));
  execFileSync(process.execPath, ['--import', 'tsx', script, JSON.stringify(plan)], { stdio: 'inherit' });
}

async function measure(folder: string): Promise<void> {
  const batch = Number(values.batch ?? (values.quick ? 0.1 : 1));
  const marks = (values.millions ?? (values.quick ? '0.1,0.5' : '1,10')).split(',').map(Number);
  const perCopy = await stageBase(join(folder, 'base'));
  const copies = Math.round((batch * 1e6) / perCopy);
  const directory = join(folder, 'lake');
  const lake = await openDuckDbLake({
    directory,
    prelude: readFileSync('sql/engines/duckdb.sql', 'utf8'),
    access: 'create',
    memoryLimit: values.memory,
  });
  const sql = createSqlLibrary('sql');
  const settle = async (plan: Omit<Stretch, 'base' | 'lake'>) => {
    stretch({ ...plan, base: join(folder, 'base'), lake: directory });
    await lake.refreshStaged();
    const spent = new Map<string, number>();
    const from = performance.now();
    const outcome = await attribute({
      engine: timed(lake.engine, spent),
      sql,
      window: { slotFirst: plan.slot, slotLast: plan.slot },
      copies: values.copies === 'same_day' ? 'same_day' : 'anywhere',
    });
    const took = seconds(from);
    rmSync(join(directory, 'staged'), { recursive: true, force: true });
    return { ...outcome, took, spent };
  };
  console.log(`runs of ${batch} million calls, memory_limit ${values.memory}, copies looked for ${values.copies}\n`);
  const last = Math.max(...marks);
  let first = 0;
  for (let week = 0; (week + 1) * batch <= last + 1e-9; week += 1) {
    const slot = `week-${String(week).padStart(4, '0')}`;
    const { took, spent } = await settle({ week, copies, slot, firstExchange: week === 0 ? 'held_back' : 'kept' });
    const size = (week + 1) * batch;
    if (!marks.some((mark) => Math.abs(mark - size) < batch / 2)) continue;
    const cost = took / batch;
    first ||= cost;
    const memory = process.resourceUsage().maxRSS / 1024;
    console.log(
      `${size.toFixed(1).padStart(6)} million in the lake: ${cost.toFixed(1).padStart(6)} s a million (${(3600 / cost).toFixed(1)} million an hour), ${(cost / first).toFixed(2)} x the first, peak ${memory.toFixed(0)} MiB`,
    );
    if (values.statements)
      for (const [name, time] of [...spent].toSorted((a, b) => b[1] - a[1]).slice(0, 12))
        console.log(`         ${time.toFixed(2).padStart(8)} s  ${name}`);
  }
  const repair = await settle({ week: 0, copies: 1, slot: 'week-late', firstExchange: 'alone' });
  console.log(`a late exchange of the first week: ${repair.took.toFixed(2)} s, ${repair.repairedCalls} calls mended`);
  if (values.statements)
    for (const [name, time] of [...repair.spent].toSorted((a, b) => b[1] - a[1]).slice(0, 8))
      console.log(`         ${time.toFixed(2).padStart(8)} s  ${name}`);
  lake.close();
  if (repair.repairedCalls === 0) throw new Error('The late exchange mended nothing');
}

if (values.help) console.log(help);
else {
  const folder = mkdtempSync(join(tmpdir(), 'subtrail-bench-'));
  try {
    await measure(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
