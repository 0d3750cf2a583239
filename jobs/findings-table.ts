import { z } from 'zod';
import { type DetectedFinding, type Finding, findingStates, openings } from '../core/findings/finding.ts';
import { severities } from '../core/findings/severity.ts';
import { batchRows } from './batch-rows.ts';
import type { QueryEngine, Row, SqlLibrary } from './ports.ts';

const text = z.string().nullable();
const detectedColumns = {
  finding_key: z.string(),
  severity: z.enum(severities),
  first_event_at: z.string(),
  last_event_at: z.string(),
  event_count: z.number(),
  actor: text,
  action: text,
  resource: text,
  source_ip: text,
  account_id: text,
  region: text,
  owner: text,
};

const detectedRow = z.looseObject(detectedColumns);

const findingRow = z.strictObject({
  ...detectedColumns,
  rule: z.string(),
  evidence: z.record(z.string(), z.unknown()),
  state: z.enum(findingStates),
  exemption: text,
  opening: z.enum(openings),
  opened_at: text,
  updated_at: z.string(),
  resolved_at: text,
  opened_notified_at: text,
  last_notified_at: text,
  resolved_notified_at: text,
  reopened_count: z.number(),
});

/** The shared finding columns, and everything else that the detection says as its evidence. */
export function parseDetectedRow(rule: string, row: Row): DetectedFinding {
  const parsed = detectedRow.parse(row);
  const shared = z.object(detectedColumns).parse(row);
  const evidence = Object.fromEntries(Object.entries(parsed).filter(([name]) => !Object.hasOwn(shared, name)));
  return { rule, ...shared, evidence };
}

/** All findings of the lake. **errors**: `query_failed`. */
export async function loadFindings(engine: QueryEngine, sql: SqlLibrary): Promise<Finding[]> {
  const rows = await engine.query(sql.get('findings/list_findings'));
  return rows.map((row) => findingRow.parse({ ...row, evidence: JSON.parse(String(row['evidence'] ?? '{}')) }));
}

/** Merges findings into the lake. **errors**: `query_failed`. */
export async function saveFindings(engine: QueryEngine, sql: SqlLibrary, findings: readonly Finding[]): Promise<void> {
  const rows = findings.map(({ evidence, ...columns }) => ({ ...columns, evidence: JSON.stringify(evidence) }));
  for (const batch of batchRows(rows)) await engine.execute(sql.get('findings/save_findings'), { rows: batch });
}
