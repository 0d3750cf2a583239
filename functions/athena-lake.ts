import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AthenaClient } from '@aws-sdk/client-athena';
import type { Context } from 'aws-lambda';
import { createAthenaQueryEngine } from '../adapters/athena/query-engine.ts';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { createSqlLibrary } from '../adapters/files/sql-library.ts';
import type { QueryEngine, SqlLibrary } from '../jobs/ports.ts';
import { count, measure } from './telemetry.ts';

/** What is left of a function's time when its queries are cancelled: enough to say so. */
const farewellMillis = 15_000;

const client = new AthenaClient({ retryMode: 'adaptive', maxAttempts: 8 });

/** The lake, as the jobs see it. */
export interface AthenaLake {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
}

/**
 * The lake in Athena for one run.
 * **shape**: `runId` is the same for every attempt at one run, so that an attempt finds the queries of the one before. Each
 * statement's cost becomes a metric.
 */
export function openAthenaLake(
  settings: {
    readonly SUBTRAIL_ATHENA_WORKGROUP: string;
    readonly SUBTRAIL_ATHENA_DATABASE: string;
    readonly SUBTRAIL_ATHENA_CATALOG: string;
  },
  { runId, context }: { readonly runId: string; readonly context: Context },
): AthenaLake {
  const engine = createAthenaQueryEngine({
    client,
    workGroup: settings.SUBTRAIL_ATHENA_WORKGROUP,
    database: settings.SUBTRAIL_ATHENA_DATABASE,
    catalog: settings.SUBTRAIL_ATHENA_CATALOG,
    runId,
    clock: systemClock,
    deadlineAt: new Date(systemClock.now().getTime() + context.getRemainingTimeInMillis() - farewellMillis),
    wait: (millis) => wait(millis),
    onStatistics: ({ scannedBytes, dollars }) =>
      measure({
        AthenaQueries: count(1),
        AthenaScannedBytes: [scannedBytes, 'Bytes'],
        AthenaDollars: [dollars, 'None'],
      }),
  });
  return { engine, sql: createSqlLibrary(join(import.meta.dirname, 'sql')) };
}
