import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { AthenaClient } from '@aws-sdk/client-athena';
import { BasicAuth, Trino } from 'trino-client';
import { z } from 'zod';
import { createAthenaQueryEngine } from '../adapters/athena/query-engine.ts';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { createTrinoQueryEngine } from '../adapters/trino/query-engine.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import type { QueryEngine } from '../jobs/ports.ts';
import type { RemoteEngineName } from './engine-names.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Minutes after which a query on Athena is cancelled: its own limit. */
const athenaMinutesMax = 30;

const name = z.string().min(1).max(128);
const trinoSettings = z.object({
  SUBTRAIL_TRINO_URL: z.url({ protocol: /^https?$/ }),
  SUBTRAIL_TRINO_CATALOG: name,
  SUBTRAIL_TRINO_SCHEMA: name,
  SUBTRAIL_TRINO_USER: name.default('subtrail'),
  SUBTRAIL_TRINO_PASSWORD: z.string().optional(),
});
const athenaSettings = z.object({
  SUBTRAIL_ATHENA_WORKGROUP: name,
  SUBTRAIL_ATHENA_DATABASE: name,
  SUBTRAIL_ATHENA_CATALOG: name.default('AwsDataCatalog'),
});

/** An engine elsewhere, and how to let go of it. **errors**: `wrong_use` naming every variable that is missing or wrong. */
export function openRemoteEngine(
  engine: RemoteEngineName,
  environment: Environment,
): { readonly engine: QueryEngine; close(): void } {
  return engine === 'trino' ? openTrino(environment) : openAthena(environment);
}

function openTrino(environment: Environment): { readonly engine: QueryEngine; close(): void } {
  const settings = parseSettings('trino', trinoSettings, environment);
  const client = Trino.create({
    server: settings.SUBTRAIL_TRINO_URL,
    catalog: settings.SUBTRAIL_TRINO_CATALOG,
    schema: settings.SUBTRAIL_TRINO_SCHEMA,
    auth: new BasicAuth(settings.SUBTRAIL_TRINO_USER, settings.SUBTRAIL_TRINO_PASSWORD),
    source: 'subtrail',
  });
  return { engine: createTrinoQueryEngine(client), close: () => undefined };
}

function openAthena(environment: Environment): { readonly engine: QueryEngine; close(): void } {
  const settings = parseSettings('athena', athenaSettings, environment);
  const client = new AthenaClient({ retryMode: 'adaptive', maxAttempts: 6 });
  const engine = createAthenaQueryEngine({
    client,
    workGroup: settings.SUBTRAIL_ATHENA_WORKGROUP,
    database: settings.SUBTRAIL_ATHENA_DATABASE,
    catalog: settings.SUBTRAIL_ATHENA_CATALOG,
    runId: randomUUID(),
    clock: systemClock,
    deadlineAt: new Date(systemClock.now().getTime() + athenaMinutesMax * 60_000),
    wait: (millis) => wait(millis),
  });
  return { engine, close: () => client.destroy() };
}

function parseSettings<T extends z.ZodType>(
  engine: RemoteEngineName,
  schema: T,
  environment: Environment,
): z.output<T> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const names = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))];
  throw new SubtrailError(
    'wrong_use',
    `Use --engine ${engine}: set ${names.join(', ')}: missing, or not what it should be`,
  );
}
