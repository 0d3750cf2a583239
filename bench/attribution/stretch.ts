// Writes staged Parquet for a stretch of a lake from a base week, without any JSON in between. Takes the plan as JSON.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** Which copies of the base week to stage: so many, each with sessions of its own, in the week of that number. */
export interface Stretch {
  readonly base: string;
  readonly lake: string;
  readonly week: number;
  readonly copies: number;
  readonly slot: string;
  /** Keeps or leaves out the first web-identity exchange of the first copy. */
  readonly firstExchange: 'kept' | 'held_back' | 'alone';
}

/** Ids that belong to one copy: what else a record says is the same in all. */
const ids = [
  ...['event_id', 'shared_event_id', 'access_key_id', 'principal_arn', 'principal_id', 'caller_id'],
  ...['issued_key_id', 'issued_principal_arn', 'issued_principal_id'],
];
const instants = ['event_time', 'session_created_at', 'expires_at'];
const secondsAWeek = 604_800;

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

async function write({ base, lake, week, copies, slot, firstExchange }: Stretch): Promise<void> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const source = (table: string) => `read_parquet(${text(join(base, 'staged', table, '*', '*.parquet'))})`;
  const put = async (table: string, sql: string) => {
    const folder = join(lake, 'staged', table, `slot=${slot}`);
    mkdirSync(folder, { recursive: true });
    await connection.run(
      `copy (${sql}) to ${text(join(folder, 'stretch.parquet'))} (format parquet, compression zstd)`,
    );
  };
  const repeated = `cross join (select unnest(range(${copies})) as k)`;
  const shift = `to_seconds(k + ${week * secondsAWeek})`;
  const own = (name: string) => `${name} || ${text(`-${week}-`)} || k as ${name}`;
  // A delivery that comes late is another object than the one it was missing from.
  const object = `source_object || ${text(`-${slot}-`)} || k as source_object`;
  const columns = [...ids.map(own), ...instants.map((name) => `${name} + ${shift} as ${name}`), object];
  const day = `cast(event_time + ${shift} as date) as event_date`;
  const held = `(select min(event_id) from ${source('staged_events')} where event_name = 'AssumeRoleWithWebIdentity' and error_code is null)`;
  const filters = {
    kept: 'true',
    held_back: `not (k = 0 and event_id = ${held})`,
    alone: `k = 0 and event_id = ${held}`,
  } as const;
  await put(
    'staged_events',
    `select * exclude (k) replace (${[...columns, day].join(', ')}) from ${source('staged_events')} ${repeated} where ${filters[firstExchange]}`,
  );
  await put(
    'staged_deliveries',
    `select * exclude (k) replace (${object}) from ${source('staged_deliveries')} ${repeated}`,
  );
}

await write(JSON.parse(process.argv[2] ?? '') as Stretch);
