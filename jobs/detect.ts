import { detectionCatalogue, findDetection } from '../core/findings/catalogue.ts';
import type { Detection } from '../core/findings/detection.ts';
import { distinctFindings } from '../core/findings/distinct-findings.ts';
import type { DetectedFinding } from '../core/findings/finding.ts';
import { type PlannedFinding, planFindings } from '../core/findings/plan-findings.ts';
import type { Severity } from '../core/findings/severity.ts';
import { loadFindings, parseDetectedRow, saveFindings } from './findings-table.ts';
import { gradePolicies } from './grade-policies.ts';
import type { Parameters, QueryEngine, SqlLibrary } from './ports.ts';

/** A detection that the engine could not run. It is reported, never counted as quiet. */
export interface FailedDetection {
  readonly rule: string;
  readonly error: unknown;
}

/**
 * What a run of *detect* decided. `failed` rules kept their findings as they were; `unreadablePolicies` counts documents in
 * the lake that could not be judged.
 */
export interface DetectOutcome {
  readonly windowStartAt: Date;
  readonly windowEndAt: Date;
  readonly findings: readonly PlannedFinding[];
  readonly failed: readonly FailedDetection[];
  readonly unreadablePolicies: number;
}

/** What a run needs to know beside the lake: the policy's word on findings, at `windowEndAt`. */
export interface DetectOptions {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
  readonly windowStartAt: Date;
  readonly windowEndAt: Date;
  readonly exemptionFor: (finding: DetectedFinding) => string | null;
  /** The severity that the policy gives a rule's findings, undefined where it leaves that to the detection. */
  readonly severityFor?: (rule: string) => Severity | undefined;
  /** The thresholds that the policy sets for a rule; the others keep their defaults. */
  readonly parametersFor?: (rule: string) => Parameters;
}

/**
 * Runs every detection over one window and carries the findings' lives on.
 * **shape**: the window is UTC with its end excluded. Detections on findings run when the others' are saved.
 * **errors**: `query_failed` when findings cannot be read or saved; a failing detection is part of the outcome.
 */
export async function detect(options: DetectOptions): Promise<DetectOutcome> {
  const { engine, sql, windowStartAt, windowEndAt } = options;
  const unreadablePolicies = await gradePolicies({ engine, sql });
  const findings: PlannedFinding[] = [];
  const failed: FailedDetection[] = [];
  for (const reads of ['lake', 'findings'] as const) {
    const detections = detectionCatalogue.filter((detection) => detection.reads === reads);
    const found = await runDetections(detections, options);
    const planned = await carryOn({ ...found, detections }, options);
    findings.push(...planned);
    failed.push(...found.failed);
  }
  return { windowStartAt, windowEndAt, findings, failed, unreadablePolicies };
}

interface RunDetections {
  readonly detected: readonly DetectedFinding[];
  readonly failed: readonly FailedDetection[];
}

async function runDetections(detections: readonly Detection[], options: DetectOptions): Promise<RunDetections> {
  const { engine, sql, windowStartAt, windowEndAt } = options;
  const detected: DetectedFinding[] = [];
  const failed: FailedDetection[] = [];
  for (const { id, parameters } of detections) {
    const defaults = Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
    const window = { window_start_at: windowStartAt, window_end_at: windowEndAt };
    try {
      const rows = await engine.query(sql.get(`detections/${id}`), {
        ...defaults,
        ...options.parametersFor?.(id),
        ...window,
      });
      const severity = options.severityFor?.(id);
      const found = distinctFindings(rows.map((row) => parseDetectedRow(id, row)));
      detected.push(...(severity === undefined ? found : found.map((finding) => ({ ...finding, severity }))));
    } catch (error) {
      failed.push({ rule: id, error });
    }
  }
  return { detected, failed };
}

/** Plans and saves the findings of detections that ran. */
async function carryOn(
  run: RunDetections & { readonly detections: readonly Detection[] },
  { engine, sql, windowStartAt, windowEndAt, exemptionFor }: DetectOptions,
): Promise<PlannedFinding[]> {
  const ran = new Set(run.detections.map((detection) => detection.id));
  for (const { rule } of run.failed) ran.delete(rule);
  const known = await loadFindings(engine, sql);
  const planned = planFindings({
    known: known.filter((finding) => ran.has(finding.rule)),
    detected: run.detected,
    asOf: windowEndAt,
    judgedFrom: windowStartAt,
    quietDays: (rule) => findDetection(rule)?.quietDays ?? null,
    exemptionFor,
  });
  const changed = planned.filter(({ change }) => change !== 'unchanged').map(({ finding }) => finding);
  await engine.atomically(() => saveFindings(engine, sql, changed));
  return planned;
}
