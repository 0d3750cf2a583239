import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { renderAthenaColumn, renderAthenaTables } from '../adapters/athena/lake-tables.ts';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import { type MigrateOutcome, migrate } from '../jobs/migrate.ts';
import { answerCloudFormation } from './answer-cloudformation.ts';
import { openAthenaLake } from './athena-lake.ts';
import { createHandler } from './create-handler.ts';
import { athenaSettings, lakeSettings, readSettings } from './settings.ts';
import { logger } from './telemetry.ts';

const settings = readSettings({ ...lakeSettings, ...athenaSettings });

/** A custom resource's request. **source**: CloudFormation user guide, custom resource request objects (read 2026-11) */
const request = z.looseObject({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  PhysicalResourceId: z.string().optional(),
});

/** Or nothing at all, from somebody who calls by hand. */
const migrateEvent = z.union([request, z.strictObject({})]);
const isRequest = (event: z.output<typeof migrateEvent>): event is z.output<typeof request> => 'RequestType' in event;

/**
 * Makes the lake's tables where they are not there, and adds the columns that a newer version has. Nothing is ever removed: the
 * lake outlives the service.
 */
export const handler = createHandler(migrateEvent, async (event, context) => {
  const run = async (): Promise<MigrateOutcome> => {
    const { bucket, prefix } = settings.SUBTRAIL_LAKE_LOCATION;
    const location = `s3://${[bucket, prefix].filter((part) => part !== '').join('/')}`;
    const outcome = await migrate({
      ...openAthenaLake(settings, { runId: randomUUID(), context }),
      clock: systemClock,
      definitions: { create: renderAthenaTables(location), add: renderAthenaColumn },
    });
    logger.info('Tables are there', { ...outcome });
    return outcome;
  };
  if (!isRequest(event)) return run();
  try {
    const outcome = event.RequestType === 'Delete' ? null : await run();
    await answerCloudFormation(event, { status: 'SUCCESS', data: { Version: String(outcome?.to ?? '') } });
    return outcome;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // Without an answer the deployment would hang for an hour.
    await answerCloudFormation(event, { status: 'FAILED', reason: `${reason} (log stream ${context.logStreamName})` });
    throw new SubtrailError('query_failed', `Migrate: ${reason}`, { cause: error });
  }
});
