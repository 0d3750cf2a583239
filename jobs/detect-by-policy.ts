import { createExemptionLookup } from '../core/policy/find-exemption.ts';
import type { Policy } from '../core/policy/policy-schema.ts';
import { type DetectOutcome, detect } from './detect.ts';
import { loadPolicy } from './load-policy.ts';
import type { Parameters, QueryEngine, SqlLibrary } from './ports.ts';

/**
 * Brings the lake's policy tables up to date and runs every detection as the policy wants it.
 * **shape**: the window is UTC with its end excluded; exemptions are judged at its end. No policy: nothing is expected.
 * **errors**: `query_failed`; a failing detection is part of the outcome.
 */
export async function detectByPolicy(options: {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
  readonly policy: Policy | null;
  readonly windowStartAt: Date;
  readonly windowEndAt: Date;
}): Promise<DetectOutcome> {
  const { engine, sql, policy, windowStartAt, windowEndAt } = options;
  await loadPolicy({ engine, sql, policy });
  const settings = new Map(Object.entries(policy?.detections ?? {}));
  return detect({
    engine,
    sql,
    windowStartAt,
    windowEndAt,
    exemptionFor: policy === null ? () => null : createExemptionLookup(policy, windowEndAt),
    severityFor: (rule) => settings.get(rule)?.severity,
    parametersFor: (rule) => givenOnly(settings.get(rule)?.parameters ?? {}),
  });
}

/** What the file names; what it leaves out keeps its default. */
const givenOnly = (parameters: Readonly<Record<string, number | string | undefined>>): Parameters =>
  Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
