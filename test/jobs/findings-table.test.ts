import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDuckDbQueryEngine } from '../../adapters/duckdb/query-engine.ts';
import { createSqlLibrary } from '../../adapters/files/sql-library.ts';
import { batchRows } from '../../jobs/batch-rows.ts';
import { loadFindings, saveFindings } from '../../jobs/findings-table.ts';
import { someFinding } from '../some-finding.ts';
import { openCaseDatabase } from '../sql/run-case.ts';

const sql = createSqlLibrary('sql');
const at = '2026-11-20T10:00:00Z';

describe('saveFindings() and loadFindings()', () => {
  it('keep any text as it is, but for zero bytes and halves of characters', async () => {
    const connection = await openCaseDatabase();
    const engine = createDuckDbQueryEngine(connection);
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom("'", '\\', '"}', '\u202e', '\ud83d', '\0', '\u2028', '$[0]'),
    );
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(text, { minLength: 1, maxLength: 30 }), fc.jsonValue(), async (keys, value) => {
        const stored = (one: string) => one.toWellFormed().replaceAll('\0', '\uFFFD');
        const findings = [
          ...new Map(
            keys.map((key) => [stored(key), someFinding({ finding_key: key, actor: key, evidence: { value } })]),
          ).values(),
        ];
        await connection.run('delete from findings');
        await saveFindings(engine, sql, findings);
        await saveFindings(engine, sql, findings);
        const loaded = await loadFindings(engine, sql);
        expect(loaded.map((one) => one.finding_key).sort()).toEqual(
          findings.map((one) => stored(one.finding_key)).sort(),
        );
        expect(loaded.every((one) => one.actor === one.finding_key)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('keep what was told of a life, and forget it when another life begins', async () => {
    const connection = await openCaseDatabase();
    const engine = createDuckDbQueryEngine(connection);
    const told = { opened_notified_at: at, last_notified_at: at, resolved_notified_at: at };
    await saveFindings(engine, sql, [someFinding(told)]);
    await saveFindings(engine, sql, [someFinding({ event_count: 7 })]);
    expect(await loadFindings(engine, sql)).toMatchObject([{ event_count: 7, ...told }]);
    await saveFindings(engine, sql, [someFinding({ opening: 'back', reopened_count: 1 })]);
    expect(await loadFindings(engine, sql)).toMatchObject([
      { opening: 'back', opened_notified_at: null, resolved_notified_at: null },
    ]);
  });
});

describe('batchRows()', () => {
  it('gives all rows, in order, in batches that one statement can hold', () => {
    const rows = Array.from({ length: 1_000 }, (_, index) => ({ index, text: 'x'.repeat((index * 37) % 5_000) }));
    const batches = batchRows(rows);
    expect(batches.flatMap((batch) => JSON.parse(batch) as unknown[])).toEqual(rows);
    expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThan(66_000);
    expect(batchRows([])).toEqual([]);
  });
});
