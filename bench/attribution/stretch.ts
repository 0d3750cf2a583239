import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** Which copies of the base week to stage: so many, each with sessions of its own, in the week of that number. */
export interface Stretch {
  readonly week: number;
  readonly copies: number;
  readonly slot: string;
  /** Keeps or leaves out the first web-identity exchange of the first copy. */
  readonly firstExchange: 'kept' | 'held_back' | 'alone';
}

/** Ids that belong to one copy: what else a record says is the same in all. */
const ids = [
  ...['event_id', 'shared_event_id', 'source_object', 'access_key_id', 'principal_arn', 'principal_id', 'caller_id'],
  ...['issued_key_id', 'issued_principal_arn', 'issued_principal_id'],
];
const instants = ['event_time', 'session_created_at', 'expires_at'];
const secondsAWeek = 604_800;

/** Writes staged Parquet for a stretch of the lake from the base week, without any JSON in between. */
export async function createStretcher(
  baseFolder: string,
  lakeFolder: string,
): Promise<(stretch: Stretch) => Promise<void>> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
  const base = (table: string) => `read_parquet(${text(join(baseFolder, 'staged', table, '*', '*.parquet'))})`;
  await connection.run(`create table events as select * from ${base('staged_events')}`);
  await connection.run(`create table deliveries as select * from ${base('staged_deliveries')}`);
  const held = `(select min(event_id) from events where event_name = 'AssumeRoleWithWebIdentity' and error_code is null)`;
  const filters = {
    kept: 'true',
    held_back: `not (k = 0 and event_id = ${held})`,
    alone: `k = 0 and event_id = ${held}`,
  } as const;
  const write = async (table: string, slot: string, sql: string) => {
    const folder = join(lakeFolder, 'staged', table, `slot=${slot}`);
    mkdirSync(folder, { recursive: true });
    await connection.run(
      `copy (${sql}) to ${text(join(folder, 'stretch.parquet'))} (format parquet, compression zstd)`,
    );
  };
  return async ({ week, copies, slot, firstExchange }) => {
    const shift = `to_seconds(k + ${week * secondsAWeek})`;
    const replaced = [
      ...ids.map((name) => `${name} || ${text(`-${week}-${firstExchange === 'alone' ? 'a' : ''}`)} || k as ${name}`),
      ...instants.map((name) => `${name} + ${shift} as ${name}`),
      `cast(event_time + ${shift} as date) as event_date`,
    ];
    const own = replaced.map((column) =>
      firstExchange === 'alone' && !column.startsWith('source_object') ? column.replace('-a', '-') : column,
    );
    const copied = `(select unnest(range(${copies})) as k)`;
    await write(
      'staged_events',
      slot,
      `select * exclude (k) replace (${own.join(', ')}) from events cross join ${copied} where ${filters[firstExchange]}`,
    );
    const object = `source_object || ${text(`-${week}-${firstExchange === 'alone' ? 'a' : ''}`)} || k as source_object`;
    await write(
      'staged_deliveries',
      slot,
      `select * exclude (k) replace (${object}) from deliveries cross join ${copied}`,
    );
  };
}
