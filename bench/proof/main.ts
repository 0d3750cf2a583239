import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { walkOrigins } from '../organisation/oracle/walk-origins.ts';
import { compareWithLake, writeAnswers } from './compare.ts';
import { makeDeliveries, type ProofDelivery } from './make-deliveries.ts';

const help = `Holds a lake of a made-up organisation against a walk from every event up to its root.
  --records N  records, about (default 1030000, so that a million events are left when some were lost; 200000 with --quick)
  --seed N     another organisation (default 1)
  --parts N    runs that the deliveries are spread over, in no order (default 3)
  --quick      a smaller one
Ends with 0 only when both say the same of every event.`;

const { values } = parseArgs({
  options: {
    records: { type: 'string' },
    seed: { type: 'string', default: '1' },
    parts: { type: 'string', default: '3' },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const number = (text: string): string => Number(text).toLocaleString('en-US');
const startedAt = Date.now();
const say = (text: string): void =>
  console.log(`${((Date.now() - startedAt) / 1000).toFixed(0).padStart(5)} s  ${text}`);

function writeDeliveries(folder: string, deliveries: readonly ProofDelivery[]): void {
  for (const { key, part, records } of deliveries) {
    const file = join(folder, `part-${part}`, key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, gzipSync(JSON.stringify({ Records: records })));
  }
}

/** Runs the built command line, so that what is proven is what people run. */
function ingest(source: string, lake: string): void {
  const { status, stderr } = spawnSync(process.execPath, ['bin/subtrail.mjs', 'ingest', source, '--lake', lake], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (status !== 0) throw new Error(`ingest ended with ${status}: ${stderr.slice(-2_000)}`);
}

async function prove(folder: string): Promise<number> {
  const records = Number(values.records ?? (values.quick ? 200_000 : 1_030_000));
  const parts = Number(values.parts);
  const deliveries = makeDeliveries({ records, seed: Number(values.seed), parts });
  const made = deliveries.reduce((sum, delivery) => sum + delivery.records.length, 0);
  say(`made ${number(String(made))} records in ${number(String(deliveries.length))} deliveries`);
  writeDeliveries(folder, deliveries);
  say('wrote them');
  const lake = join(folder, 'lake');
  for (let part = 0; part < parts; part += 1) {
    ingest(join(folder, `part-${part}`), lake);
    say(`the lake has taken part ${part + 1} of ${parts}`);
  }
  const answers = walkOrigins(deliveries.flatMap((delivery) => delivery.records));
  say('walked from every event up to its root');
  const file = join(folder, 'answers.jsonl');
  await writeAnswers(file, answers);
  const result = await compareWithLake(join(lake, 'lake.duckdb'), file);
  for (const example of result.examples) console.log(JSON.stringify(example, null, 2));
  say(
    `${number(String(result.events))} events, ${number(String(result.rows))} rows, ${result.differences} differences`,
  );
  return result.differences === 0 && result.events === result.rows && result.events > 0 ? 0 : 1;
}

if (values.help) console.log(help);
else {
  const folder = mkdtempSync(join(tmpdir(), 'subtrail-proof-'));
  try {
    process.exitCode = await prove(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
