import { describe, expect, it } from 'vitest';
import type { DetectedFinding, Finding } from '../../../core/findings/finding.ts';
import { planFindings } from '../../../core/findings/plan-findings.ts';

const detected: DetectedFinding = {
  rule: 'long_lived_key_activity',
  finding_key: 'AKIAEXAMPLE1',
  severity: 'high',
  first_event_at: '2026-11-01T10:00:00Z',
  last_event_at: '2026-11-20T10:00:00Z',
  event_count: 3,
  actor: null,
  action: null,
  resource: null,
  source_ip: null,
  account_id: null,
  region: null,
  owner: null,
  evidence: { event_ids: 'e1' },
};

/** Runs the plan for one detection, carrying the findings of the run before. */
function run(
  known: readonly Finding[],
  found: readonly DetectedFinding[],
  day: string,
  exemption: string | null = null,
  judgedFrom = '2026-10-01',
) {
  return planFindings({
    known,
    detected: found,
    asOf: new Date(`${day}T00:00:00Z`),
    judgedFrom: new Date(`${judgedFrom}T00:00:00Z`),
    quietDays: () => 14,
    exemptionFor: () => exemption,
  });
}
const findingsOf = (planned: ReturnType<typeof run>): Finding[] => planned.map((one) => one.finding);

describe('planFindings()', () => {
  it('opens what is new', () => {
    const [planned] = run([], [detected], '2026-11-21');
    expect(planned).toMatchObject({
      change: 'opened',
      finding: { state: 'open', opened_at: '2026-11-21T00:00:00.000Z', resolved_at: null },
    });
  });

  it('does not count less because it looked at fewer days', () => {
    const first = findingsOf(run([], [detected], '2026-11-21'));
    const ofTwoDays = { ...detected, first_event_at: '2026-11-20T09:00:00Z', event_count: 1 };
    const [narrow] = run(first, [ofTwoDays], '2026-11-21', null, '2026-11-19');
    expect(narrow?.finding).toMatchObject({ event_count: 3, first_event_at: '2026-11-01T10:00:00Z' });
    const [whole] = run(first, [{ ...detected, event_count: 2 }], '2026-11-21');
    expect(whole?.finding.event_count).toBe(2);
  });

  it('says nothing when nothing changed, and keeps the row as it was', () => {
    const first = findingsOf(run([], [detected], '2026-11-21'));
    const second = run(first, [detected], '2026-11-22');
    expect(second).toEqual([{ change: 'unchanged', finding: first[0] }]);
  });

  it('does not mind in which order the members of a row come', () => {
    const [first] = findingsOf(run([], [detected], '2026-11-21'));
    const readBack = Object.fromEntries(Object.entries(first ?? {}).reverse()) as unknown as Finding;
    expect(run([readBack], [detected], '2026-11-22')).toMatchObject([{ change: 'unchanged' }]);
  });

  it('updates what is still there, keeping its opening and the widest span', () => {
    const first = findingsOf(run([], [detected], '2026-11-21'));
    const later = {
      ...detected,
      first_event_at: '2026-11-10T10:00:00Z',
      last_event_at: '2026-11-22T10:00:00Z',
      event_count: 9,
    };
    expect(run(first, [later], '2026-11-23')).toMatchObject([
      {
        change: 'updated',
        finding: {
          event_count: 9,
          first_event_at: '2026-11-01T10:00:00Z',
          last_event_at: '2026-11-22T10:00:00Z',
          opened_at: '2026-11-21T00:00:00.000Z',
        },
      },
    ]);
  });

  it('resolves what is quiet, and what is gone', () => {
    const first = findingsOf(run([], [detected], '2026-11-21'));
    expect(run(first, [detected], '2026-12-05')).toMatchObject([
      { change: 'resolved', finding: { state: 'resolved' } },
    ]);
    expect(run(first, [], '2026-11-22')).toMatchObject([
      { change: 'resolved', finding: { state: 'resolved', resolved_at: '2026-11-22T00:00:00.000Z' } },
    ]);
  });

  it('keeps a finding open on its last quiet day', () => {
    const first = findingsOf(run([], [detected], '2026-11-21'));
    expect(run(first, [detected], '2026-12-04')[0]?.finding.state).toBe('open');
  });

  it('does not call something resolved that was quiet before anybody saw it', () => {
    expect(run([], [detected], '2027-01-01')).toMatchObject([{ change: 'updated', finding: { state: 'resolved' } }]);
  });

  it('reopens what comes back, and counts it', () => {
    const resolved = findingsOf(run(findingsOf(run([], [detected], '2026-11-21')), [detected], '2026-12-20'));
    const back = { ...detected, last_event_at: '2026-12-24T10:00:00Z' };
    expect(run(resolved, [back], '2026-12-25')).toMatchObject([
      {
        change: 'reopened',
        finding: { state: 'open', reopened_count: 1, resolved_at: null, opened_notified_at: null },
      },
    ]);
  });

  it('marks what an exemption covers, and opens it when the exemption lapses', () => {
    const exempt = run([], [detected], '2026-11-21', 'migrating until December (platform)');
    expect(exempt).toMatchObject([{ change: 'exempted', finding: { state: 'exempt' } }]);
    expect(run(findingsOf(exempt), [detected], '2026-11-22')).toMatchObject([
      { change: 'lapsed', finding: { state: 'open', exemption: null, opening: 'lapsed', reopened_count: 1 } },
    ]);
  });

  it('does not call late data a return: what was told stays told', () => {
    const opened = findingsOf(run([], [detected], '2026-11-21'));
    const told = opened.map((one) => ({ ...one, opened_notified_at: '2026-11-21T00:01:00Z' }));
    const resolved = findingsOf(run(told, [detected], '2026-12-06'));
    const closed = resolved.map((one) => ({ ...one, resolved_notified_at: '2026-12-06T00:01:00Z' }));
    const late = { ...detected, last_event_at: '2026-12-01T10:00:00Z', event_count: 4 };
    const again = run(closed, [late], '2026-12-07');
    expect(again).toMatchObject([
      { change: 'updated', finding: { state: 'open', reopened_count: 0, opened_notified_at: '2026-11-21T00:01:00Z' } },
    ]);
    expect(run(findingsOf(again), [late], '2026-12-20')).toMatchObject([
      { finding: { state: 'resolved', resolved_notified_at: '2026-12-06T00:01:00Z' } },
    ]);
  });

  it('leaves alone what lies before a shorter window, until it is quiet', () => {
    const first = findingsOf(run([], [detected], '2026-11-21'));
    expect(run(first, [], '2026-11-25', null, '2026-11-22')).toMatchObject([
      { change: 'unchanged', finding: { state: 'open' } },
    ]);
    expect(run(first, [], '2026-12-25', null, '2026-12-20')).toMatchObject([{ change: 'resolved' }]);
  });

  it('keeps findings of two rules with the same key apart', () => {
    const other = { ...detected, rule: 'unexpected_subject' };
    const first = findingsOf(run([], [detected, other], '2026-11-21'));
    expect(run(first, [detected], '2026-11-22').map((one) => [one.finding.rule, one.change])).toEqual([
      ['long_lived_key_activity', 'unchanged'],
      ['unexpected_subject', 'resolved'],
    ]);
  });
});
