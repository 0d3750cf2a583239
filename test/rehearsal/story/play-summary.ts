import { statSync } from 'node:fs';
import { sampleLoads } from '../../../core/costs/sample-loads.ts';
import { estimateService, type ServiceLoad } from '../../../core/costs/service-costs.ts';
import { readMetrics } from './metrics.ts';
import type { RunCost } from './scheduler.ts';
import type { World } from './world.ts';

const ingestInitMillisMax = 150;
const loadsOfIngest = 5;

/** What the functions took to load and to run, what their runs cost, and whether alarms would see it. */
export async function playSummary(world: World): Promise<void> {
  const { narrator, service } = world;
  narrator.chapter('What the functions took');
  const rows: (string | number)[][] = [['function', 'zip KB', 'load ms', 'memory MB', 'of MB', 'runs', 'longest s']];
  for (const [name, { zipFile, memoryMegabytes }] of service.functions) {
    const { reports } = world.functionOf(name);
    const loads = reports.flatMap(({ initMillis }) => initMillis ?? []);
    const bytes = Math.max(0, ...reports.map(({ maxRssBytes }) => maxRssBytes));
    rows.push([
      name,
      Math.round(statSync(zipFile).size / 1_000),
      loads.length === 0 ? '-' : Math.round(Math.min(...loads)),
      Math.round(bytes / 1_048_576),
      memoryMegabytes,
      reports.length,
      (Math.max(0, ...reports.map(({ millis }) => millis)) / 1_000).toFixed(1),
    ]);
    if (reports.length > 0)
      narrator.promise(`${name} stays within its memory`, bytes < memoryMegabytes * 1_048_576, bytes);
  }
  const loads: number[] = [];
  for (let at = 0; at < loadsOfIngest; at += 1)
    loads.push((await world.functionOf('ingest').load()) ?? Number.POSITIVE_INFINITY);
  // The best of several: others work on this machine as well.
  narrator.promise(
    `ingest is loaded within ${ingestInitMillisMax} ms: ${Math.round(Math.min(...loads))}`,
    Math.min(...loads) <= ingestInitMillisMax,
    loads,
  );
  narrator.table(rows);
  playCosts(world);
}

/** The price that the cost model gives, for what CloudTrail delivers. */
function describePrice(load: ServiceLoad): string {
  const accounts = load.accounts === 1 ? 'one account' : `${load.accounts.toLocaleString('en')} accounts`;
  return `$${estimateService(load).dollarsPerGb.toFixed(2)} a GB of CloudTrail for ${accounts}`;
}

/** What the scheduled runs cost, and whether alarms see what the functions measure. */
function playCosts({ narrator, costs, service, functionOf }: World): void {
  const rows: (string | number)[][] = [['scheduled runs', 'runs', 'statements', 'MB scanned', 'dollars a run']];
  for (const name of new Set(costs.map((cost) => cost.name))) {
    const mine = costs.filter((cost) => cost.name === name && cost.statements > 0);
    const mean = (of: (cost: RunCost) => number) =>
      mine.reduce((sum, cost) => sum + of(cost), 0) / Math.max(1, mine.length);
    rows.push([
      name,
      mine.length,
      mean(({ statements }) => statements).toFixed(0),
      mean(({ scannedBytes }) => scannedBytes / 1e6).toFixed(1),
      mean(({ dollars }) => dollars).toFixed(4),
    ]);
  }
  narrator.table(rows);
  narrator.tell(`modelled: ${sampleLoads.map(describePrice).join(', ')}; see docs/costs.md`);
  const measured = readMetrics([...service.functions.keys()].flatMap((name) => functionOf(name).reports));
  const watched = service.alarms.filter(({ namespace }) => namespace === 'subtrail').map(({ metric }) => metric);
  const unseen = [...new Set(watched)].filter((name) => measured[name] === undefined);
  narrator.promise(
    `every metric of ours that an alarm watches was measured: ${[...new Set(watched)].join(', ')}`,
    watched.length > 0 && unseen.length === 0,
    unseen,
  );
}
