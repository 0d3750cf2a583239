import { renderAthenaUpkeep, wantsMoreUpkeep } from '../adapters/athena/upkeep.ts';
import { maintain } from '../jobs/maintain.ts';
import { openAthenaLake } from './athena-lake.ts';
import { createHandler } from './create-handler.ts';
import { scheduledEvent } from './scheduled-event.ts';
import { athenaSettings, readSettings, retentionSettings } from './settings.ts';
import { count, logger, measure } from './telemetry.ts';

const settings = readSettings({ ...athenaSettings, ...retentionSettings });

/** Removes what is not kept any more, and keeps the tables quick. */
export const handler = createHandler(scheduledEvent, async ({ scheduledAt: asOf }, context) => {
  const outcome = await maintain({
    ...openAthenaLake(settings, { runId: `maintain/${asOf.toISOString()}`, context }),
    asOf,
    retentionDays: settings.SUBTRAIL_RETENTION_DAYS,
    upkeep: renderAthenaUpkeep(asOf),
    wantsMore: wantsMoreUpkeep,
  });
  measure({ TablesCompacted: count(outcome.done.filter((name) => name.startsWith('optimize/')).length) });
  logger.info('Tables kept', { ...outcome });
  return outcome;
});
