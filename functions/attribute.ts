import { settleSlots } from '../jobs/settle-slots.ts';
import { beginOf } from '../jobs/staged-slots.ts';
import { openAthenaLake } from './athena-lake.ts';
import { createHandler } from './create-handler.ts';
import { openLakeStore } from './lake-store.ts';
import { scheduledEvent } from './scheduled-event.ts';
import { athenaSettings, lakeSettings, readSettings, settleSettings } from './settings.ts';
import { count, logger, measure } from './telemetry.ts';

/** What is left of the function's time when no further slots are begun: one portion takes minutes. */
const lastPortionMillis = 6 * 60_000;

const settings = readSettings({ ...lakeSettings, ...athenaSettings, ...settleSettings });
const staged = openLakeStore(settings.SUBTRAIL_LAKE_LOCATION, 'staged/');

/** Settles the slots that were closed when the run was due. */
export const handler = createHandler(scheduledEvent, async ({ scheduledAt }, context) => {
  const { engine, sql } = openAthenaLake(settings, { runId: `attribute/${scheduledAt.toISOString()}`, context });
  const outcome = await settleSlots({
    engine,
    sql,
    staged,
    asOf: scheduledAt,
    ingestSecondsMax: settings.SUBTRAIL_INGEST_SECONDS_MAX,
    hasTime: () => context.getRemainingTimeInMillis() > lastPortionMillis,
    // Measured before anything can fail, so that a queue that is not worked off shows.
    onOldest: (slot) =>
      measure({
        OldestOpenSlotSeconds: [slot === null ? 0 : (scheduledAt.getTime() - beginOf(slot)) / 1000, 'Seconds'],
      }),
  });
  measure({ SlotsSettled: count(outcome.slots), CallsRepaired: count(outcome.repairedCalls) });
  logger.info('Slots settled', { ...outcome });
  return outcome;
});
