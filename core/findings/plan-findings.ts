import type { DetectedFinding, Finding, FindingChange, FindingState } from './finding.ts';

/** A finding as it should stand after the run, and what that means for its reader. */
export interface PlannedFinding {
  readonly finding: Finding;
  readonly change: FindingChange;
}

/**
 * Decides how each finding goes on: new, still there, gone quiet, back again, or covered by an exemption.
 * **shape**: `asOf` is the end of the detection's window, never the wall clock, so that a rerun decides the same.
 * `quietDays` gives the days without an event after which a rule's finding is resolved, null where it holds until it is
 * gone; `judgedFrom` is where the window begins: what is known from before it keeps the larger count; `exemptionFor` gives the exemption that covers a finding at `asOf`, or null.
 */
export function planFindings(options: {
  readonly known: readonly Finding[];
  readonly detected: readonly DetectedFinding[];
  readonly asOf: Date;
  readonly judgedFrom: Date;
  readonly quietDays: (rule: string) => number | null;
  readonly exemptionFor: (finding: DetectedFinding) => string | null;
}): PlannedFinding[] {
  const { known, detected, asOf } = options;
  const at = asOf.toISOString();
  const before = new Map(known.map((finding) => [identity(finding), finding]));
  const planned = detected.map((found) => {
    const earlier = before.get(identity(found));
    before.delete(identity(found));
    const exemption = options.exemptionFor(found);
    const quietDays = options.quietDays(found.rule);
    const isQuiet = quietDays !== null && Date.parse(found.last_event_at) < quietSince(asOf, quietDays);
    const state: FindingState = isQuiet ? 'resolved' : exemption !== null ? 'exempt' : 'open';
    return goOn({ found: withEarlierCount(found, earlier, options.judgedFrom), earlier, state, exemption, at });
  });
  // What the detection no longer returns is over, or the policy now allows it; what lies before the window was not looked at.
  const gone = [...before.values()].map((finding): PlannedFinding => {
    const lastAt = Date.parse(finding.last_event_at);
    const quietDays = options.quietDays(finding.rule);
    const isUnseen =
      quietDays !== null && lastAt < options.judgedFrom.getTime() && lastAt >= quietSince(asOf, quietDays);
    if (finding.state === 'resolved' || isUnseen) return { finding, change: 'unchanged' };
    return { finding: { ...finding, state: 'resolved', resolved_at: at, updated_at: at }, change: 'resolved' };
  });
  return [...planned, ...gone];
}

/** A window that begins later than the finding counts only some of its events. */
const withEarlierCount = (found: DetectedFinding, earlier: Finding | undefined, judgedFrom: Date): DetectedFinding =>
  earlier === undefined || Date.parse(earlier.first_event_at) >= judgedFrom.getTime()
    ? found
    : { ...found, event_count: Math.max(found.event_count, earlier.event_count) };

const quietSince = (asOf: Date, quietDays: number): number => asOf.getTime() - quietDays * 86_400_000;

const identity = (finding: DetectedFinding): string => `${finding.rule}\n${finding.finding_key}`;

function goOn(options: {
  readonly found: DetectedFinding;
  readonly earlier: Finding | undefined;
  readonly state: FindingState;
  readonly exemption: string | null;
  readonly at: string;
}): PlannedFinding {
  const { found, earlier, state, exemption, at } = options;
  const opening = openingOf(options);
  const finding: Finding = {
    ...found,
    first_event_at: earliest(found.first_event_at, earlier?.first_event_at),
    last_event_at: latest(found.last_event_at, earlier?.last_event_at),
    state,
    exemption,
    opening: opening ?? earlier?.opening ?? 'new',
    opened_at: opening === null ? (earlier?.opened_at ?? at) : at,
    updated_at: at,
    resolved_at: state === 'resolved' ? (earlier?.resolved_at ?? at) : null,
    opened_notified_at: opening === null ? (earlier?.opened_notified_at ?? null) : null,
    last_notified_at: opening === null ? (earlier?.last_notified_at ?? null) : null,
    resolved_notified_at: opening === null ? (earlier?.resolved_notified_at ?? null) : null,
    reopened_count: (earlier?.reopened_count ?? 0) + (opening === null ? 0 : 1),
  };
  const change = changeBetween(earlier, finding);
  return change === 'unchanged' && earlier !== undefined ? { finding: earlier, change } : { finding, change };
}

/** Whether, and why, a known finding begins another life; null while it goes on with the one it has. */
function openingOf(options: {
  readonly found: DetectedFinding;
  readonly earlier: Finding | undefined;
  readonly state: FindingState;
}): 'back' | 'lapsed' | null {
  const { found, earlier, state } = options;
  if (earlier === undefined || state === 'resolved') return null;
  if (earlier.state === 'exempt' && state === 'open') return 'lapsed';
  if (earlier.state !== 'resolved') return null;
  // Events that were only delivered late show that it never was quiet: nobody needs to hear of it twice.
  const isNews = earlier.resolved_at === null || Date.parse(found.last_event_at) >= Date.parse(earlier.resolved_at);
  return isNews ? 'back' : null;
}

function changeBetween(earlier: Finding | undefined, finding: Finding): FindingChange {
  if (earlier?.state !== finding.state) {
    if (finding.state === 'exempt') return 'exempted';
    // What was quiet before we ever saw it was never anybody's news.
    if (finding.state === 'resolved') return earlier === undefined ? 'updated' : 'resolved';
    if (earlier === undefined) return 'opened';
    if (earlier.reopened_count === finding.reopened_count) return 'updated';
    return finding.opening === 'lapsed' ? 'lapsed' : 'reopened';
  }
  const facts = (one: Finding) => inOrder({ ...one, updated_at: null, evidence: inOrder(one.evidence) });
  return facts(earlier) === facts(finding) ? 'unchanged' : 'updated';
}

/** What a record says, whatever order its members come in: a row read back has another than one just made. */
const inOrder = (record: object): string =>
  JSON.stringify(Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)));

const earliest = (a: string, b: string | undefined): string =>
  b !== undefined && Date.parse(b) < Date.parse(a) ? b : a;
const latest = (a: string, b: string | undefined): string => (b !== undefined && Date.parse(b) > Date.parse(a) ? b : a);
