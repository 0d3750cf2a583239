import type { Severity } from './severity.ts';

/** `open`: look at it. `exempt`: an exemption covers it. `resolved`: nothing new for the detection's quiet days. */
export const findingStates = ['open', 'exempt', 'resolved'] as const;
export type FindingState = (typeof findingStates)[number];

/** Why a finding is open: seen for the first time, seen again after it was resolved, or no longer covered by an exemption. */
export const openings = ['new', 'back', 'lapsed'] as const;
export type FindingOpening = (typeof openings)[number];

/**
 * What a detection's SQL returns for one finding, before its life is considered.
 * **shape**: instants are ISO text in UTC; `evidence` holds the detection's own columns, event ids among them.
 */
export interface DetectedFinding {
  readonly rule: string;
  readonly finding_key: string;
  readonly severity: Severity;
  readonly first_event_at: string;
  readonly last_event_at: string;
  readonly event_count: number;
  readonly actor: string | null;
  readonly action: string | null;
  readonly resource: string | null;
  readonly source_ip: string | null;
  readonly account_id: string | null;
  readonly region: string | null;
  readonly owner: string | null;
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** A row of `findings`: a detected finding and its life so far. Instants are ISO text in UTC, null until they happen. */
export interface Finding extends DetectedFinding {
  readonly state: FindingState;
  /** The reason and date of the exemption that covers it. */
  readonly exemption: string | null;
  readonly opening: FindingOpening;
  readonly opened_at: string | null;
  readonly updated_at: string;
  readonly resolved_at: string | null;
  readonly opened_notified_at: string | null;
  readonly last_notified_at: string | null;
  readonly resolved_notified_at: string | null;
  /** How often it opened again, which numbers its lives: what was told of one life is not told again in it. */
  readonly reopened_count: number;
}

/** What happened to a finding in one run. `unchanged`: nothing that a reader would want to know. */
export type FindingChange = 'opened' | 'reopened' | 'lapsed' | 'updated' | 'resolved' | 'exempted' | 'unchanged';
