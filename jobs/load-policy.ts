import { planPolicyRows } from '../core/policy/plan-policy-rows.ts';
import type { Policy } from '../core/policy/policy-schema.ts';
import type { Parameters, QueryEngine, SqlLibrary } from './ports.ts';

/**
 * Replaces the lake's policy tables by what the policy file says now; no policy empties them.
 * **errors**: `query_failed`; the tables are as before then.
 */
export async function loadPolicy(options: {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
  readonly policy: Policy | null;
}): Promise<void> {
  const { engine, sql, policy } = options;
  const rows = policy === null ? { expected_subjects: [], exemptions: [], principals: [] } : planPolicyRows(policy);
  const insertAll = async (statement: string, all: readonly object[]) => {
    for (const row of all) await engine.execute(sql.get(`policy/${statement}`), row as Parameters);
  };
  await engine.atomically(async () => {
    for (const name of ['clear_expected_subjects', 'clear_exemptions', 'clear_principals']) {
      await engine.execute(sql.get(`policy/${name}`));
    }
    await insertAll('insert_expected_subject', rows.expected_subjects);
    await insertAll('insert_exemption', rows.exemptions);
    await insertAll('insert_principal', rows.principals);
  });
}
