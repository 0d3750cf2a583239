import { parseArgs } from 'node:util';
import { createNarrator } from './story/narrator.ts';
import { playBackfill } from './story/play-backfill.ts';
import { playPackage } from './story/play-beginning.ts';
import { playSamples } from './story/play-samples.ts';
import { playSummary } from './story/play-summary.ts';
import { playMigration, playRemoval } from './story/play-tables.ts';
import {
  everyDeath,
  playBadWeather,
  playDeathOfDetect,
  playDeathsOfAttribute,
  playPoison,
} from './story/play-trouble.ts';
import { playAttribution, playDelivery, playDetection, playReport, playUpkeep } from './story/play-usual-day.ts';
import { buildWorld } from './story/world.ts';

// The rehearsal of the deployed service: what is packaged runs against endpoints that behave as AWS does, first on a usual day, then
// on a bad one. Nothing here reaches an account.

const { values } = parseArgs({
  options: { engine: { type: 'string', default: 'duckdb' }, short: { type: 'boolean', default: false } },
});
const { short, engine } = values;
if (engine !== 'duckdb' && engine !== 'trino') throw new Error(`There is no engine "${engine}": duckdb, or trino`);

const narrator = createNarrator();
narrator.tell(
  `A rehearsal of the service on one machine, with ${engine === 'trino' ? 'Trino' : 'DuckDB'} behind Athena's protocol`,
);
const world = await buildWorld(narrator, engine);
// Whoever runs out of patience leaves no processes behind.
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    world.close().finally(() => process.exit(1));
  });
}
try {
  const { parcels } = world.material;
  // Every fifth delivery waits for bad weather, every fifth for a bad day of attribute's.
  const onTime = parcels.filter((_, index) => index % 5 < 3);
  const inBadWeather = parcels.filter((_, index) => index % 5 === 3);
  const onBadDay = parcels.filter((_, index) => index % 5 === 4);

  playPackage(world);
  const tables = await playMigration(world);
  await playDelivery(world, onTime);
  await playAttribution(world, onTime);
  await playBadWeather(world, inBadWeather, [...onTime, ...inBadWeather]);
  await playDeathsOfAttribute(world, onBadDay, { all: parcels, deaths: short ? everyDeath.slice(2, 4) : everyDeath });
  await playDetection(world);
  await playReport(world);
  await playPoison(world, parcels);
  // Both are about what comes in, which is the same whatever engine settles it.
  if (!short) await playSamples(world);
  if (!short) await playBackfill(world, parcels);
  await playDeathOfDetect(world);
  await playUpkeep(world);
  await playRemoval(world, tables);
  await playSummary(world);
} catch (error) {
  narrator.promise(
    'the story is told to its end',
    false,
    error instanceof Error ? (error.stack ?? error.message) : String(error),
  );
} finally {
  await world.close();
}
process.exitCode = narrator.finish() === 0 ? 0 : 1;
