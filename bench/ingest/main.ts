import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Delivery, generateDeliveries } from './generate-deliveries.ts';
import { ways } from './ways.ts';

const help = `Measures how fast deliveries are read, in MB of JSON a second of one core.
  --mb N      MB of JSON to read in each round (default 40, 4 with --quick)
  --rounds N  rounds; every round runs every way (default 5, 2 with --quick)
  --seed N    another set of deliveries (default 1)
  --quick     a look that takes seconds`;

const { values } = parseArgs({
  options: {
    mb: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});

const megabytes = Number(values.mb ?? (values.quick ? 4 : 40));
const rounds = Number(values.rounds ?? (values.quick ? 2 : 5));

/** Megabytes a second of one core, as the median of the rounds. CPU time, so that other work on the machine matters little. */
async function measure(deliveries: readonly Delivery[], rounds: number): Promise<ReadonlyMap<string, number>> {
  const jsonBytes = deliveries.reduce((sum, delivery) => sum + delivery.jsonBytes, 0);
  const rates = new Map<string, number[]>(ways.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    // One way after the other in every round, each round beginning with another, so that all meet the same weather.
    for (let i = 0; i < ways.length; i += 1) {
      const way = ways[(i + round) % ways.length];
      if (way === undefined) continue;
      await way.run(deliveries); // not measured: the ways before it made V8 forget what it had compiled of this one
      const before = process.cpuUsage();
      const records = await way.run(deliveries);
      const { user, system } = process.cpuUsage(before);
      checkRecords(way.name, records, deliveries);
      rates.get(way.name)?.push(jsonBytes / (user + system));
    }
  }
  return new Map([...rates].map(([name, found]) => [name, median(found)]));
}

function checkRecords(name: string, records: number, deliveries: readonly Delivery[]): void {
  const expected = deliveries.reduce((sum, delivery) => sum + delivery.records, 0);
  if (records !== expected) throw new Error(`"${name}" read ${records} records of ${expected}`);
}

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;

/** Peak memory of a process of its own that stages all deliveries from a folder, in MiB. */
function measureMemory(deliveries: readonly Delivery[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'subtrail-bench-'));
  try {
    for (const { key, bytes } of deliveries) {
      const path = join(folder, 'source', key);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    }
    const script = fileURLToPath(new URL('./stage-folder.ts', import.meta.url));
    const output = execFileSync(process.execPath, ['--import', 'tsx', script, folder], { encoding: 'utf8' });
    return Number(output) / 1024;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  if (values.help) {
    console.log(help);
    return;
  }
  const deliveries = [...generateDeliveries({ seed: Number(values.seed), jsonBytes: megabytes * 1e6 })];
  const jsonBytes = deliveries.reduce((sum, delivery) => sum + delivery.jsonBytes, 0);
  const gzipBytes = deliveries.reduce((sum, delivery) => sum + delivery.bytes.length, 0);
  const records = deliveries.reduce((sum, delivery) => sum + delivery.records, 0);
  const shape = `${records} records, mean ${Math.round(jsonBytes / records)} B, ${(jsonBytes / gzipBytes).toFixed(1)}:1 compressed`;
  console.log(`${deliveries.length} made-up deliveries, ${(jsonBytes / 1e6).toFixed(1)} MB of JSON, ${shape}`);
  console.log(`Node ${process.version}, ${rounds} rounds, median; MB of JSON a second of CPU time\n`);
  const rates = await measure(deliveries, rounds);
  const plain = rates.get('gunzip + JSON.parse + extract') ?? Number.NaN;
  for (const [name, rate] of rates) {
    console.log(
      `${name.padEnd(32)} ${rate.toFixed(0).padStart(6)} MB/s ${(rate / plain).toFixed(2).padStart(6)} x parse + extract`,
    );
  }
  console.log(
    `\npeak memory of staging all from a folder, in a process of its own: ${measureMemory(deliveries).toFixed(0)} MiB`,
  );
}

await main();
