import type { DetectedFinding } from './finding.ts';

/**
 * Each finding once. Two rows of one key would be told anew by every run, and no engine would merge them.
 * **shape**: of several with the same rule and key, the first, which is the one that the detection puts first.
 */
export function distinctFindings(detected: readonly DetectedFinding[]): DetectedFinding[] {
  const first = new Map<string, DetectedFinding>();
  for (const finding of detected) {
    const identity = JSON.stringify([finding.rule, finding.finding_key]);
    if (!first.has(identity)) first.set(identity, finding);
  }
  return [...first.values()];
}
