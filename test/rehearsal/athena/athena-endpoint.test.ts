import { setTimeout as wait } from 'node:timers/promises';
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderAthenaTables } from '../../../adapters/athena/lake-tables.ts';
import { type AthenaEndpoint, startAthenaEndpoint } from './athena-endpoint.ts';
import { createDuckDbBackend } from './duckdb-backend.ts';

let connection: DuckDBConnection;
let athena: AthenaEndpoint;
let client: AthenaClient;
let tokens = 0;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
  athena = await startAthenaEndpoint({
    backend: createDuckDbBackend(connection),
    workGroups: [{ name: 'subtrail', scannedBytesMax: 10_000_000 }],
    databases: ['lake'],
  });
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  client = new AthenaClient({ endpoint: athena.url, region: 'eu-central-1', credentials, maxAttempts: 1 });
  for (const { text } of renderAthenaTables('s3://acme-lake/subtrail')) await run(text);
});
afterAll(async () => {
  client.destroy();
  await athena.close();
  connection.closeSync();
});

const tokenOf = (): string => {
  tokens += 1;
  return String(tokens).padStart(32, '0');
};
const start = (text: string, changes: { token?: string; workGroup?: string; database?: string } = {}) =>
  client.send(
    new StartQueryExecutionCommand({
      QueryString: text,
      ClientRequestToken: changes.token ?? tokenOf(),
      WorkGroup: changes.workGroup ?? 'subtrail',
      QueryExecutionContext: { Database: changes.database ?? 'lake' },
    }),
  );
const look = async (id: string | undefined) =>
  (await client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }))).QueryExecution;

/** Runs a text to its end, whichever that is. */
async function run(text: string, changes: Parameters<typeof start>[1] = {}) {
  const { QueryExecutionId: id } = await start(text, changes);
  for (;;) {
    const execution = await look(id);
    const state = execution?.Status?.State;
    if (state !== 'QUEUED' && state !== 'RUNNING')
      return { id, execution, state, reason: execution?.Status?.StateChangeReason };
    await wait(5);
  }
}
const results = (id: string | undefined, NextToken?: string, MaxResults = 1_000) =>
  client.send(new GetQueryResultsCommand({ QueryExecutionId: id, NextToken, MaxResults }));
describe('the Athena endpoint', () => {
  it('gives pages of text, with the names of the columns first', async () => {
    const { id } = await run(
      "select i as n, timestamp '2026-11-20 10:00:00.1234' as at, cast(null as varchar) as nothing, ['a', 'b'] as l, 2e0 as f from range(1500) as s (i) order by i",
    );
    const first = await results(id);
    const rows = first.ResultSet?.Rows ?? [];
    expect(rows).toHaveLength(1_000);
    expect(rows[0]?.Data).toEqual(['n', 'at', 'nothing', 'l', 'f'].map((VarCharValue) => ({ VarCharValue })));
    expect(rows[1]?.Data?.map((one) => one.VarCharValue)).toEqual([
      '0',
      '2026-11-20 10:00:00.123',
      undefined,
      '[a, b]',
      '2.0',
    ]);
    expect(first.ResultSet?.ResultSetMetadata?.ColumnInfo?.map(({ Type }) => Type)).toEqual([
      'bigint',
      'timestamp',
      'varchar',
      'array',
      'double',
    ]);
    const second = await results(id, first.NextToken);
    expect(second.ResultSet?.Rows).toHaveLength(501);
    expect(second.NextToken).toBeUndefined();
    await expect(results(id, undefined, 1_001)).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });

  it('starts the same request once, also when it failed, and refuses its token for another', async () => {
    const token = tokenOf();
    const first = await run('select nonsense', { token });
    expect(first).toMatchObject({ state: 'FAILED', reason: expect.stringContaining('nonsense') });
    expect((await start('select nonsense', { token })).QueryExecutionId).toBe(first.id);
    await expect(start('select 1', { token })).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringContaining('Idempotent'),
    });
    await expect(results(first.id)).rejects.toThrow(/Final query state: FAILED/);
  });

  it.each([
    ['a short token', 'select 1', { token: 'x'.repeat(31) }, /clientRequestToken/],
    ['a long token', 'select 1', { token: 'x'.repeat(129) }, /clientRequestToken/],
    ['a long text', `select '${'x'.repeat(262_144)}'`, {}, /queryString/],
    ['an unknown workgroup', 'select 1', { workGroup: 'other' }, /WorkGroup other is not found/],
    ['what is no statement', 'gimme 1', {}, /not supported/],
  ])('refuses %s', async (_what, text, changes, message) => {
    await expect(start(text, changes)).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringMatching(message),
    });
  });

  it('fails what names another database, or a table that is not there', async () => {
    expect(await run('select 1', { database: 'other' })).toMatchObject({
      state: 'FAILED',
      reason: expect.stringContaining('SCHEMA_NOT_FOUND'),
    });
    expect(await run('select * from nobody')).toMatchObject({
      state: 'FAILED',
      reason: expect.stringContaining('TABLE_NOT_FOUND'),
    });
  });

  it('writes a hundred partitions and no more, and leaves nothing of a write that is refused', async () => {
    const insert = (table: string, count: number) =>
      `-- a header\ninsert into ${table} (event_date, event_id) select cast(date '2026-01-01' + cast(i as integer) as date), 'x' from range(${count}) as s (i)`;
    expect(await run(insert('duplicates', 100))).toMatchObject({ state: 'SUCCEEDED' });
    expect(await run(insert('duplicates', 101))).toMatchObject({
      state: 'FAILED',
      reason: expect.stringMatching(/^ICEBERG_TOO_MANY_OPEN_PARTITIONS/),
    });
    const merge =
      "merge into duplicates t using (select cast(date '2026-01-01' + cast(i as integer) as date) as event_date from range(150) as s (i)) s on t.event_date = s.event_date when not matched then insert (event_date) values (s.event_date) when matched then delete";
    expect(await run(merge)).toMatchObject({ state: 'SUCCEEDED' });
    const { id } = await run('select count(*) as n from duplicates');
    expect((await results(id)).ResultSet?.Rows?.[1]?.Data?.[0]?.VarCharValue).toBe('50');
  });

  it('counts what INSERT and UPDATE wrote, and nothing of MERGE and DELETE', async () => {
    const count = async (text: string) => (await results((await run(text)).id)).UpdateCount;
    expect(
      await count("insert into principals (principal_like, use, precedence) values ('a', 'ci', 1), ('b', 'ci', 2)"),
    ).toBe(2);
    expect(await count("update principals set use = 'human' where principal_like = 'a'")).toBe(1);
    expect(
      await count(
        "merge into principals t using (select 'c' as c) s on t.principal_like = s.c when not matched then insert (principal_like, precedence) values (s.c, 3)",
      ),
    ).toBeUndefined();
    expect(await count('delete from principals')).toBeUndefined();
  });

  it('takes maintenance in the forms that Athena has, and no other', async () => {
    for (const text of [
      'optimize calls rewrite data using bin_pack',
      "optimize calls rewrite data using bin_pack where event_date = date '2026-01-01'",
      'vacuum calls',
    ])
      expect(await run(text)).toMatchObject({ state: 'SUCCEEDED' });
    for (const text of [
      'optimize calls',
      'vacuum calls full',
      'vacuum nobody',
      'optimize calls rewrite data using bin_pack where nonsense = 1',
    ])
      expect(await run(text)).toMatchObject({ state: 'FAILED' });
  });

  it('refuses a table that Athena would not make', async () => {
    const iceberg = "create table a (`b` string) location 's3://acme-lake/a/' tblproperties ('table_type' = 'ICEBERG')";
    expect(await run(iceberg)).toMatchObject({ state: 'SUCCEEDED' });
    for (const text of [
      iceberg,
      iceberg.replace('table a', 'table c').replace('string', 'varchar'),
      iceberg.replace('table a', 'table c').replace('/a/', '/a'),
      iceberg.replace('table a', 'table c').replace('ICEBERG', 'HIVE'),
    ])
      expect(await run(text)).toMatchObject({ state: 'FAILED' });
  });

  it('cancels a query that scans more than its workgroup allows', async () => {
    await run(
      "create table wide (`n` bigint) location 's3://acme-lake/wide/' tblproperties ('table_type' = 'ICEBERG')",
    );
    await run('insert into wide select i from range(200000) as s (i)');
    expect(await run('select sum(n) from wide')).toMatchObject({
      state: 'CANCELLED',
      reason: expect.stringContaining('Bytes scanned limit'),
    });
  });

  it('is as moody as it is told to be', async () => {
    athena.behave('throttle');
    await expect(start('select 1')).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'CONCURRENT_QUERY_LIMIT_EXCEEDED',
    });
    athena.behaveAt(/two/, 'fail');
    expect(await run('select 1')).toMatchObject({ state: 'SUCCEEDED' });
    expect((await run("select 'two'")).execution?.Status?.AthenaError).toMatchObject({
      ErrorCategory: 1,
      Retryable: true,
    });
    athena.behave('hang');
    const { QueryExecutionId: id } = await start('select 1');
    expect((await look(id))?.Status?.State).toBe('RUNNING');
    await client.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
    expect((await look(id))?.Status?.State).toBe('CANCELLED');
    athena.beUnavailable(1);
    await expect(start('select 1')).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
    await start('select 1');
  });
});
