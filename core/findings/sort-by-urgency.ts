import type { Finding } from './finding.ts';
import { severities } from './severity.ts';

/** The most urgent findings first, then those with the newest event: what a list may cut off is at its end. */
export const sortByUrgency = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted(
    (a, b) =>
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      compare(b.last_event_at, a.last_event_at) ||
      compare(a.finding_key, b.finding_key),
  );

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
