import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AthenaEndpoint, startAthenaEndpoint } from '../rehearsal/athena/athena-endpoint.ts';
import { createDuckDbBackend } from '../rehearsal/athena/duckdb-backend.ts';
import { openCaseDatabase } from '../sql/run-case.ts';
import { runCli } from './run-cli.ts';

let connection: DuckDBConnection;
let athena: AthenaEndpoint;
beforeAll(async () => {
  connection = await openCaseDatabase();
  await connection.run(
    `insert into calls (event_id, event_time, event_date, event_name, event_source, origin_kind, origin_key_id, origin_principal, attribution, chain_depth, recipient_account_id)
     values ('e1', timestamp '2026-11-20 10:00:00', date '2026-11-20', 'ListBuckets', 's3.amazonaws.com', 'access_key', 'AKIAEXAMPLE1', 'arn:aws:iam::123456789012:user/ci', 'direct', 0, '123456789012')`,
  );
  athena = await startAthenaEndpoint({ backend: createDuckDbBackend(connection) });
});
afterAll(async () => {
  await athena.close();
  connection.closeSync();
});

const inAthena = () => ({
  AWS_ENDPOINT_URL_ATHENA: athena.url,
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'x',
  SUBTRAIL_ATHENA_WORKGROUP: 'subtrail',
  SUBTRAIL_ATHENA_DATABASE: 'subtrail',
});
const athenaCli = (...args: string[]) => runCli([...args, '--engine', 'athena'], { env: inAthena() });

describe('subtrail --engine athena', () => {
  it('answers questions, who and status over a lake in AWS', async () => {
    const keys = await athenaCli('query', 'keys_in_use', '--format', 'json');
    expect({ code: keys.code, stderr: keys.stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(keys.stdout)).toMatchObject([{ access_key_id: 'AKIAEXAMPLE1', direct_calls: 1 }]);
    const who = await athenaCli('who', 'ListBuckets', '--format', 'json');
    expect(JSON.parse(who.stdout)).toMatchObject([{ origin: 'AKIAEXAMPLE1', calls: 1 }]);
  });

  it('detects and keeps findings there, told once', async () => {
    const first = await athenaCli('detect', '--format', 'json');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(first.stdout)).toMatchObject([{ rule: 'long_lived_key_activity', change: 'opened' }]);
    const second = await athenaCli('detect', '--format', 'json');
    expect(JSON.parse(second.stdout)).toMatchObject([{ rule: 'long_lived_key_activity', change: 'unchanged' }]);
  });

  it('makes the tables, where somebody says that they lie', async () => {
    const made = await athenaCli('migrate', '--location', 's3://logs/subtrail');
    expect(made).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+ tables are there, at version \d+, new\n$/),
    });
    expect(athena.ran.some((text) => text.includes("location 's3://logs/subtrail/lake/calls/'"))).toBe(true);
    expect(await athenaCli('migrate')).toMatchObject({ code: 2, stderr: expect.stringContaining('--location') });
    expect(await athenaCli('migrate', '--location', "s3://a'b")).toMatchObject({ code: 2 });
    expect(await runCli(['migrate', '--engine', 'duckdb'])).toMatchObject({ code: 2 });
  });

  it.each([
    'delete from calls',
    '/* a */ drop table calls',
    'explain analyze delete from calls',
    '/* select */ insert into calls values (1)',
  ])('runs no statement that writes: %s', async (text) => {
    const before = athena.ran.length;
    expect(await athenaCli('query', text)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('begins with select'),
    });
    expect(athena.ran).toHaveLength(before);
  });

  it('says what is not set, and that it cannot read deliveries into it', async () => {
    const nothing = await runCli(['status', '--engine', 'athena'], { env: { SUBTRAIL_ATHENA_WORKGROUP: '' } });
    expect(nothing).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/SUBTRAIL_ATHENA_WORKGROUP, SUBTRAIL_ATHENA_DATABASE/),
    });
    const trino = await runCli(['status', '--engine', 'trino'], { env: { SUBTRAIL_TRINO_URL: 'nowhere' } });
    expect(trino).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/SUBTRAIL_TRINO_URL, SUBTRAIL_TRINO_CATALOG, SUBTRAIL_TRINO_SCHEMA/),
    });
    expect(await athenaCli('ingest', '.')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('lake in a folder'),
    });
  });

  it('says in one line that nobody answers', async () => {
    const gone = await runCli(['status', '--engine', 'trino'], {
      env: { SUBTRAIL_TRINO_URL: 'http://127.0.0.1:1', SUBTRAIL_TRINO_CATALOG: 'a', SUBTRAIL_TRINO_SCHEMA: 'b' },
    });
    expect(gone).toMatchObject({ code: 3, stdout: '' });
    expect(gone.stderr).toMatch(/^subtrail: Run "[a-z_/]+": Trino does not answer: .*\n$/);
  });
}, 60_000);
