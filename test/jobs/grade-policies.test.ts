import { describe, expect, it } from 'vitest';
import { createDuckDbQueryEngine } from '../../adapters/duckdb/query-engine.ts';
import { createSqlLibrary } from '../../adapters/files/sql-library.ts';
import { gradePolicies } from '../../jobs/grade-policies.ts';
import { openCaseDatabase } from '../sql/run-case.ts';

const sql = createSqlLibrary('sql');
const broad = '{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRoleWithWebIdentity"}}';

async function open(documents: readonly string[]) {
  const connection = await openCaseDatabase();
  const insert = await connection.prepare(
    "insert into iam_changes (event_id, event_time, event_date, change, policy_document) values ($1, timestamp '2026-11-05 10:00:00', date '2026-11-05', 'create_role', $2)",
  );
  for (const [index, document] of documents.entries()) {
    insert.bind([`e${index}`, document]);
    await insert.run();
  }
  const engine = createDuckDbQueryEngine(connection);
  const grades = async () =>
    (await connection.runAndReadAll('select event_id, grade_index, grade from policy_grades order by 1, 2')).getRows();
  return { connection, engine, grades };
}

describe('gradePolicies()', () => {
  it('grades each document once, and counts what it cannot read', async () => {
    const { engine, grades } = await open([
      broad,
      '{"Statement":[',
      '\u202e"\\',
      `{"Statement":"${'x'.repeat(100_000)}"}`,
    ]);
    expect(await gradePolicies({ engine, sql })).toBe(3);
    const first = await grades();
    expect(first).toEqual([
      ['e0', 0, 'any_provider'],
      ['e1', 0, 'unreadable'],
      ['e2', 0, 'unreadable'],
      ['e3', 0, 'unreadable'],
    ]);
    expect(await gradePolicies({ engine, sql })).toBe(3);
    expect(await grades()).toEqual(first);
  });

  it('grades more documents than it reads at once', async () => {
    const { engine, grades } = await open(Array.from({ length: 450 }, () => broad));
    expect(await gradePolicies({ engine, sql })).toBe(0);
    expect(await grades()).toHaveLength(450);
  });

  it('grades anew what older rules graded', async () => {
    const { engine, grades, connection } = await open([broad]);
    await connection.run(
      "insert into policy_grades (event_time, event_date, event_id, grade_index, rules_version, grade) values (timestamp '2026-11-05 10:00:00', date '2026-11-05', 'e0', 0, 0, 'sound'), (timestamp '2026-11-05 10:00:00', date '2026-11-05', 'e0', 1, 0, 'sound')",
    );
    await gradePolicies({ engine, sql });
    expect(await grades()).toEqual([['e0', 0, 'any_provider']]);
  });
});
