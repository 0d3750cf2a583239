import { type PolicyRows, planPolicyRows } from '../core/policy/plan-policy-rows.ts';
import type { Policy } from '../core/policy/policy-schema.ts';
import { batchRows } from './batch-rows.ts';
import type { QueryEngine, Row, SqlLibrary } from './ports.ts';

/** How each table is read, emptied and filled. */
const statements = {
  expected_subjects: [
    'policy/list_expected_subjects',
    'policy/clear_expected_subjects',
    'policy/insert_expected_subjects',
  ],
  exemptions: ['policy/list_exemptions', 'policy/clear_exemptions', 'policy/insert_exemptions'],
  principals: ['policy/list_principals', 'policy/clear_principals', 'policy/insert_principals'],
} as const;
const tables = ['expected_subjects', 'exemptions', 'principals'] as const;

const noRows: PolicyRows = { expected_subjects: [], exemptions: [], principals: [] };

/**
 * Replaces the lake's policy tables by what the policy file says now; no policy empties them. A table that says so already is
 * left alone, as nearly always.
 * **errors**: `query_failed`; the tables are as before then, where the engine has transactions.
 */
export async function loadPolicy(options: {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
  readonly policy: Policy | null;
}): Promise<void> {
  const { engine, sql, policy } = options;
  const wanted = policy === null ? noRows : planPolicyRows(policy);
  await engine.atomically(async () => {
    for (const table of tables) {
      const rows: readonly object[] = wanted[table];
      const [list, clear, insert] = statements[table];
      if (contentOf(await engine.query(sql.get(list))) === contentOf(rows)) continue;
      await engine.execute(sql.get(clear));
      for (const batch of batchRows(rows)) await engine.execute(sql.get(insert), { rows: batch });
    }
  });
}

/** What rows say, in whatever order they and their columns come, and however instants are written. */
const contentOf = (rows: readonly (Row | object)[]): string =>
  JSON.stringify(
    rows
      .map((row) =>
        JSON.stringify(
          Object.entries(row)
            .map(([name, value]) => [name, name === 'until_at' && value !== null ? Date.parse(instant(value)) : value])
            .sort(),
        ),
      )
      .sort(),
  );

const instant = (value: unknown): string => (value instanceof Date ? value.toISOString() : String(value));
