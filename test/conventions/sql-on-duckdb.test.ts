import { afterAll, describe, expect, test } from 'vitest';
import { createDuckDbQueryEngine } from '../../adapters/duckdb/query-engine.ts';
import { createSqlLibrary } from '../../adapters/files/sql-library.ts';
import { renderWithLiterals } from '../../core/lake/sql-literals.ts';
import type { ParameterValue } from '../../jobs/ports.ts';
import { openCaseDatabase } from '../sql/run-case.ts';

const sql = createSqlLibrary('sql');
const connection = await openCaseDatabase();
const engine = createDuckDbQueryEngine(connection);
afterAll(() => connection.closeSync());

/** A value of each type that a header may declare. */
const samples: Readonly<Record<string, ParameterValue>> = {
  varchar: 'a',
  timestamp: new Date('2026-11-01T00:00:00Z'),
  date: '2026-11-01',
  bigint: 1,
  integer: 1,
  double: 0.5,
  boolean: true,
  json: '[]',
};

const names = sql.names('.').filter((name) => !name.startsWith('engines/'));
const parametersOf = (name: string, value: (type: string) => ParameterValue) =>
  Object.fromEntries(Object.entries(sql.get(name).parameterTypes).map(([key, type]) => [key, value(type)]));

describe('sql on DuckDB', () => {
  test('there are statements to run', () => expect(names.length).toBeGreaterThan(40));

  test.each(names)('%s runs over an empty lake', async (name) => {
    const parameters = parametersOf(name, (type) => samples[type] ?? null);
    await expect(engine.query(sql.get(name), parameters)).resolves.toBeInstanceOf(Array);
  });

  test.each(names)('%s runs with its values written into the text', async (name) => {
    const parameters = parametersOf(name, (type) => samples[type] ?? null);
    await expect(connection.runAndReadAll(renderWithLiterals(sql.get(name), parameters))).resolves.toBeDefined();
    const nothing = parametersOf(name, (type) =>
      type === 'json' ? '[]' : type === 'bigint' || type === 'integer' ? 1 : null,
    );
    await expect(connection.runAndReadAll(renderWithLiterals(sql.get(name), nothing))).resolves.toBeDefined();
  });
});
