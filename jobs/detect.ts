import { z } from 'zod';
import { detectionCatalogue, findDetection, type Severity, severities } from '../core/findings/catalogue.ts';
import type { DetectedFinding, Finding } from '../core/findings/finding.ts';
import { type PlannedFinding, planFindings } from '../core/findings/plan-findings.ts';
import type { QueryEngine, Row, SqlLibrary } from './ports.ts';

/** A detection that the engine could not run. It is reported, never counted as quiet. */
export interface FailedDetection {
  readonly rule: string;
  readonly error: unknown;
}

/** What a run of *detect* decided. `failed` rules kept their findings as they were. */
export interface DetectOutcome {
  readonly windowStartAt: Date;
  readonly windowEndAt: Date;
  readonly findings: readonly PlannedFinding[];
  readonly failed: readonly FailedDetection[];
}

/**
 * Runs every detection over one window and carries the findings' lives on.
 * **shape**: the window is UTC with its end excluded; `exemptionFor` is the policy's word on a finding at `windowEndAt`.
 * **errors**: `query_failed` when findings cannot be read or saved; a failing detection is part of the outcome.
 */
export async function detect(options: {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
  readonly windowStartAt: Date;
  readonly windowEndAt: Date;
  readonly exemptionFor: (finding: DetectedFinding) => string | null;
  /** The severity that the policy gives a rule's findings, undefined where it leaves that to the detection. */
  readonly severityFor?: (rule: string) => Severity | undefined;
}): Promise<DetectOutcome> {
  const { engine, sql, windowStartAt, windowEndAt } = options;
  const window = { window_start_at: windowStartAt, window_end_at: windowEndAt };
  const detected: DetectedFinding[] = [];
  const failed: FailedDetection[] = [];
  for (const { id } of detectionCatalogue) {
    try {
      const rows = await engine.query(sql.get(`detections/${id}`), window);
      const severity = options.severityFor?.(id);
      const found = rows.map((row) => parseDetectedRow(id, row));
      detected.push(...(severity === undefined ? found : found.map((finding) => ({ ...finding, severity }))));
    } catch (error) {
      failed.push({ rule: id, error });
    }
  }
  const known = await loadFindings(engine, sql);
  const ran = new Set(detectionCatalogue.map((detection) => detection.id));
  for (const { rule } of failed) ran.delete(rule);
  const findings = planFindings({
    known: known.filter((finding) => ran.has(finding.rule)),
    detected,
    asOf: windowEndAt,
    quietDays: (rule) => findDetection(rule)?.quietDays ?? 0,
    exemptionFor: options.exemptionFor,
  });
  await engine.atomically(async () => {
    for (const { finding, change } of findings) {
      if (change !== 'unchanged') await saveFinding(engine, sql, finding);
    }
  });
  return { windowStartAt, windowEndAt, findings, failed };
}

/** All findings of the lake. **errors**: `query_failed`. */
export async function loadFindings(engine: QueryEngine, sql: SqlLibrary): Promise<Finding[]> {
  const rows = await engine.query(sql.get('findings/list_findings'));
  return rows.map((row) => findingRow.parse({ ...row, evidence: JSON.parse(String(row['evidence'] ?? '{}')) }));
}

async function saveFinding(engine: QueryEngine, sql: SqlLibrary, finding: Finding): Promise<void> {
  const { evidence, ...columns } = finding;
  await engine.execute(sql.get('findings/save_finding'), { ...columns, evidence: JSON.stringify(evidence) });
}

const text = z.string().nullable();
const findingColumns = {
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

const detectedRow = z.looseObject(findingColumns);

const findingRow = z.strictObject({
  ...findingColumns,
  rule: z.string(),
  evidence: z.record(z.string(), z.unknown()),
  state: z.enum(['open', 'exempt', 'resolved']),
  exemption: text,
  opened_at: text,
  updated_at: z.string(),
  resolved_at: text,
  opened_notified_at: text,
  last_notified_at: text,
  resolved_notified_at: text,
  reopened_count: z.number(),
});

/** The shared finding columns, and everything else that the detection says as its evidence. */
function parseDetectedRow(rule: string, row: Row): DetectedFinding {
  const parsed = detectedRow.parse(row);
  const shared = Object.keys(findingColumns);
  const evidence = Object.fromEntries(Object.entries(parsed).filter(([name]) => !shared.includes(name)));
  const { finding_key, severity, first_event_at, last_event_at, event_count } = parsed;
  const { actor, action, resource, source_ip, account_id, region, owner } = parsed;
  return {
    rule,
    finding_key,
    severity,
    first_event_at,
    last_event_at,
    event_count,
    actor,
    action,
    resource,
    source_ip,
    account_id,
    region,
    owner,
    evidence,
  };
}
