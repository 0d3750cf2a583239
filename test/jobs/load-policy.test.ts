import { readFileSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDuckDbQueryEngine } from '../../adapters/duckdb/query-engine.ts';
import { createSqlLibrary } from '../../adapters/files/sql-library.ts';
import { matchesStringLike } from '../../core/origin/string-like.ts';
import { parsePolicy } from '../../core/policy/parse-policy.ts';
import { planPolicyRows } from '../../core/policy/plan-policy-rows.ts';
import { emptyPolicy } from '../../core/policy/policy-schema.ts';
import { loadPolicy } from '../../jobs/load-policy.ts';
import type { QueryEngine, Row } from '../../jobs/ports.ts';
import { openCaseDatabase } from '../sql/run-case.ts';

const sql = createSqlLibrary('sql');

let connection: DuckDBConnection;
let engine: QueryEngine;
beforeEach(async () => {
  connection = await openCaseDatabase();
  engine = createDuckDbQueryEngine(connection);
});
afterEach(() => connection.closeSync());

const look = (text: string): Promise<readonly Row[]> =>
  engine.query({ name: 'test', text, header: {}, parameterNames: [], parameterTypes: {} });

const tables = ['expected_subjects', 'exemptions', 'principals'] as const;

/** A date in a row as the engine gives it back. */
const asStored = (rows: readonly object[]): unknown[] =>
  rows.map((row) => JSON.parse(JSON.stringify(row).replaceAll('.000Z"', 'Z"')));

describe('loadPolicy()', () => {
  test('stores every row of the example as it was planned', async () => {
    const { policy } = parsePolicy(readFileSync('subtrail.example.yaml', 'utf8'), {
      fileName: 'subtrail.example.yaml',
      today: new Date('2026-11-23T00:00:00Z'),
    });
    if (policy === null) throw new Error('The example has errors');

    await loadPolicy({ engine, sql, policy });

    const planned = planPolicyRows(policy);
    for (const table of tables) {
      expect(planned[table].length).toBeGreaterThan(0);
      const stored = await look(`select * from ${table}`);
      expect(new Set(stored.map(canonical))).toEqual(new Set(asStored(planned[table]).map(canonical)));
      expect(stored).toHaveLength(planned[table].length);
    }
  });

  test('replaces what was there, and gives the same when it runs again', async () => {
    const principal = (name: string) => ({ ...emptyPolicy, principals: [{ principal: name, use: 'ci' as const }] });
    await loadPolicy({ engine, sql, policy: principal('arn:aws:iam::123456789012:user/old') });
    for (let run = 0; run < 2; run += 1) {
      await loadPolicy({ engine, sql, policy: principal('arn:aws:iam::123456789012:user/new') });
      expect(await look('select * from principals')).toEqual([
        { principal_like: 'arn:aws:iam::123456789012:user/new', use: 'ci', owner: null, precedence: 1 },
      ]);
    }
  });

  test('writes nothing when the tables say it already', async () => {
    const { policy } = parsePolicy(readFileSync('subtrail.example.yaml', 'utf8'), {
      fileName: 'subtrail.example.yaml',
      today: new Date('2026-11-23T00:00:00Z'),
    });
    await loadPolicy({ engine, sql, policy });
    const written: string[] = [];
    const watched: QueryEngine = {
      ...engine,
      execute: (statement, parameters) => {
        written.push(statement.name);
        return engine.execute(statement, parameters);
      },
    };
    await loadPolicy({ engine: watched, sql, policy });
    expect(written).toEqual([]);
    await loadPolicy({ engine: watched, sql, policy: null });
    expect(written).toHaveLength(3);
  });

  test('empties the tables where there is no policy', async () => {
    await loadPolicy({ engine, sql, policy: { ...emptyPolicy, principals: [{ principal: 'ci', use: 'ci' }] } });
    await loadPolicy({ engine, sql, policy: null });
    for (const table of tables) expect(await look(`select * from ${table}`)).toEqual([]);
  });

  test('leaves the tables as they were when a statement fails', async () => {
    const policy = {
      ...emptyPolicy,
      principals: [{ principal: 'arn:aws:iam::123456789012:user/ci', use: 'ci' as const }],
    };
    await loadPolicy({ engine, sql, policy });
    await look('drop table exemptions');

    await expect(loadPolicy({ engine, sql, policy: emptyPolicy })).rejects.toMatchObject({ code: 'query_failed' });

    expect(await look('select principal_like from principals')).toHaveLength(1);
  });

  test('stores patterns that the engine reads as IAM does', async () => {
    const patterns = ['repo:acme/*', 'a_b', 'a%b', 'a\\b', 'a?b', "it's", 'ä*', '*', '??'];
    const subjects = [
      'repo:acme/shop:ref:refs/heads/main',
      'repo:acme-evil/x',
      'a_b',
      'axb',
      'a%b',
      'a\\b',
      "it's",
      'äb',
      'xy',
      '',
    ];
    await loadPolicy({
      engine,
      sql,
      policy: { ...emptyPolicy, expected: [{ role: 'arn:aws:iam::123456789012:role/x', subjects: patterns }] },
    });
    const values = subjects.map((subject) => `('${subject.replaceAll("'", "''")}')`).join(', ');

    const matched = await look(
      `select s.subject, count(*) as patterns from (values ${values}) s(subject)
       inner join expected_subjects e on s.subject like e.subject_like escape '\\' group by s.subject`,
    );

    const wanted = subjects.map((subject) => ({
      subject,
      patterns: patterns.filter((pattern) => matchesStringLike(pattern, subject)).length,
    }));
    expect(new Map(matched.map((row) => [row['subject'], row['patterns']]))).toEqual(
      new Map(wanted.map((row) => [row.subject, row.patterns])),
    );
  });
});

/** A row as text that does not depend on the order of its columns. */
function canonical(row: unknown): string {
  return JSON.stringify(Object.entries(row as object).sort(([left], [right]) => (left < right ? -1 : 1)));
}
