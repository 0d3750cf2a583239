import { z } from 'zod';
import { type SuggestedPolicy, suggestPolicy } from '../core/policy/suggest-policy.ts';
import type { QueryEngine, SqlLibrary } from './ports.ts';

/** Rows read at most: ten times what a policy file can hold. */
const rowsMax = 20_000;

const text = z.string().nullable();
const observedSubject = z.object({
  role_arn: z.string(),
  issuer: text,
  audience: text,
  ci_repository: text,
  ci_ref_kind: text,
  ci_ref: text,
  ci_environment: text,
  subject: text,
  sessions: z.number(),
});
const observedKey = z.object({ actor: text, key_use: text });

/** A first policy from what a lake holds. **errors**: `query_failed`. */
export async function suggestPolicyOf(options: {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
  readonly windowStartAt: Date;
  readonly windowEndAt: Date;
}): Promise<SuggestedPolicy> {
  const { engine, sql, windowStartAt, windowEndAt } = options;
  const window = { window_start_at: windowStartAt, window_end_at: windowEndAt };
  const subjects = await engine.query(sql.get('policy/observed_subjects'), { ...window, rows_max: rowsMax });
  const keys = await engine.query(sql.get('detections/long_lived_key_activity'), window);
  return suggestPolicy(
    subjects.map((row) => observedSubject.parse(row)),
    keys.map((row) => observedKey.parse(row)),
  );
}
