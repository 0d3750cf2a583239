import { setTimeout as delay } from 'node:timers/promises';
import { AthenaClient } from '@aws-sdk/client-athena';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type AthenaOptions,
  type AthenaStatistics,
  createAthenaQueryEngine,
} from '../../../adapters/athena/query-engine.ts';
import { parseSqlStatement } from '../../../core/lake/sql-statement.ts';
import { type AthenaEndpoint, startAthenaEndpoint } from '../../rehearsal/athena/athena-endpoint.ts';
import { createDuckDbBackend } from '../../rehearsal/athena/duckdb-backend.ts';
import { openCaseDatabase } from '../../sql/run-case.ts';

let connection: DuckDBConnection;
let athena: AthenaEndpoint;
let client: AthenaClient;
let now: number;
beforeEach(async () => {
  connection = await openCaseDatabase();
  now = Date.parse('2026-11-23T00:00:00Z');
  athena = await startAthenaEndpoint({ backend: createDuckDbBackend(connection), now: () => new Date(now) });
  client = new AthenaClient({
    endpoint: athena.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  await athena.close();
  connection.closeSync();
});

const statement = (text: string, params = '') =>
  parseSqlStatement('test/one', `-- purpose:  A test.\n${params === '' ? '' : `-- params:   ${params}\n`}${text}`);
const engineOf = (changes: Partial<AthenaOptions> = {}) =>
  createAthenaQueryEngine({
    client,
    workGroup: 'subtrail',
    database: 'subtrail',
    runId: 'request-1',
    clock: { now: () => new Date(now) },
    deadlineAt: new Date(now + 60_000),
    pollMillis: 1,
    wait: async (millis) => {
      now += millis * 100;
      await delay(2);
    },
    ...changes,
  });

describe('createAthenaQueryEngine()', () => {
  it('gives rows with their types, over as many pages as there are', async () => {
    const text =
      "select i as n, 'it''s' as t, timestamp '2026-11-20 10:00:00' as at, date '2026-11-20' as d, true as b, null as e, 0.5e0 as f, array['a', 'b'] as l from unnest(sequence(1, 2500)) as s (i) order by i";
    const rows = await engineOf().query(statement(text));
    expect(rows).toHaveLength(2500);
    expect(rows[2499]).toEqual({
      n: 2500,
      t: "it's",
      at: '2026-11-20T10:00:00Z',
      d: '2026-11-20',
      b: true,
      e: null,
      f: 0.5,
      l: ['a', 'b'],
    });
    expect(athena.calls['GetQueryResults']).toBe(3);
  });

  it('gives the number of rows that a statement wrote', async () => {
    const insert = statement(
      'insert into principals (principal_like, use) values (:a, :b), (:a, :b)',
      ':a varchar, :b varchar',
    );
    expect(await engineOf().execute(insert, { a: "it's", b: null })).toBe(2);
  });

  it('waits for a query that is queued and runs', async () => {
    athena.behave('slow:5');
    expect(await engineOf().query(statement('select 1 as one'))).toEqual([{ one: 1 }]);
    expect(athena.calls['GetQueryExecution']).toBeGreaterThan(5);
  });

  it('asks again when all slots are taken', async () => {
    athena.behave('throttle', 'throttle', 'ok');
    expect(await engineOf().query(statement('select 1 as one'))).toEqual([{ one: 1 }]);
    expect(athena.ran).toHaveLength(1);
  });

  it('does not ask for ever', async () => {
    athena.behave(...Array.from({ length: 20 }, () => 'throttle'));
    await expect(engineOf().query(statement('select 1 as one'))).rejects.toMatchObject({
      code: 'query_failed',
      retryable: true,
    });
  });

  it.each([
    ['fail', true, /node was lost/],
    ['fail-for-good', false, /SYNTAX_ERROR/],
    ['cancel', true, /cancelled/],
  ])('tells of a query that ends with %s', async (behaviour, retryable, reason) => {
    athena.behave(behaviour);
    await expect(engineOf().query(statement('select 1 as one'))).rejects.toMatchObject({
      code: 'query_failed',
      retryable,
      message: expect.stringMatching(reason),
    });
  });

  it('tries again when another writer committed first, and looks at the table anew', async () => {
    athena.behave('fail-with:ICEBERG_COMMIT_ERROR: Failed to commit Iceberg update to table', 'ok');
    const insert = statement("insert into principals (principal_like, use) values ('a', 'b')");
    expect(await engineOf().execute(insert)).toBe(1);
    expect(athena.calls['StartQueryExecution']).toBe(2);
    expect(athena.ran).toHaveLength(1);
  });

  it('cancels what is not done by the deadline', async () => {
    athena.behave('hang');
    await expect(engineOf().query(statement('select 1 as one'))).rejects.toMatchObject({
      retryable: true,
      message: expect.stringContaining('deadline'),
    });
    expect(athena.stopped).toHaveLength(1);
  });

  it('finds its queries again when the same run starts over, and no others', async () => {
    const insert = statement("insert into principals (principal_like, use) values ('a', 'b')");
    const first = engineOf();
    await first.execute(insert);
    await first.execute(insert);
    const again = engineOf();
    expect([await again.execute(insert), await again.execute(insert)]).toEqual([1, 1]);
    expect(athena.ran).toHaveLength(2);
    await engineOf({ runId: 'request-2' }).execute(insert);
    expect(athena.ran).toHaveLength(3);
  });

  it('starts anew what had failed before the run started over, and finds what had worked', async () => {
    const [one, two] = ['a', 'b'].map((name) =>
      statement(`insert into principals (principal_like, use) values ('${name}', 'ci')`),
    ) as [ReturnType<typeof statement>, ReturnType<typeof statement>];
    athena.behave('ok', 'fail', 'cancel', 'ok');
    const first = engineOf();
    await first.execute(one);
    await expect(first.execute(two)).rejects.toThrow('node was lost');
    now += 60_000;
    const second = engineOf();
    await second.execute(one);
    await expect(second.execute(two)).rejects.toThrow('cancelled');
    now += 60_000;
    const third = engineOf();
    expect([await third.execute(one), await third.execute(two)]).toEqual([1, 1]);
    expect(athena.ran).toHaveLength(2);
  });

  it('refuses a query that Athena would not take', async () => {
    const large = statement('select :a as a', ':a varchar');
    await expect(engineOf().query(large, { a: 'ä'.repeat(140_000) })).rejects.toThrow(/280\d{3} bytes/);
    expect(athena.calls).toEqual({});
  });

  it('says what each statement cost', async () => {
    const costs: AthenaStatistics[] = [];
    await engineOf({ onStatistics: (one) => costs.push(one) }).query(statement('select 1 as one'));
    expect(costs).toEqual([
      {
        statement: 'test/one',
        scannedBytes: expect.any(Number),
        engineMillis: expect.any(Number),
        dollars: expect.closeTo(0.0000455, 7),
      },
    ]);
  });
});
