import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../core/findings/finding.ts';
import { renderFindings } from '../../../render/terminal/findings.ts';
import { hostileText, steersTerminals } from './hostile-text.ts';

const asOf = new Date('2026-11-23T12:00:00Z');

const keyFinding: Finding = {
  rule: 'long_lived_key_activity',
  finding_key: 'AKIAEXAMPLE',
  severity: 'high',
  state: 'open',
  first_event_at: '2026-11-01T08:30:00Z',
  last_event_at: '2026-11-23T09:00:00Z',
  event_count: 1234,
  actor: 'arn:aws:iam::123456789012:user/ci-deploy',
  action: 'AssumeRole, PutObject',
  resource: 'AKIAEXAMPLE',
  source_ip: '192.0.2.10',
  account_id: '123456789012',
  region: 'eu-central-1',
  owner: 'payments',
  evidence: { key_use: 'ci', direct_calls: 12, session_calls: 1222, roles: null, event_ids: 'e-1 e-2' },
  exemption: null,
  opening: 'new',
  opened_at: '2026-11-23T12:00:00Z',
  updated_at: '2026-11-23T12:00:00Z',
  resolved_at: null,
  opened_notified_at: null,
  last_notified_at: null,
  resolved_notified_at: null,
  reopened_count: 0,
};

describe('renderFindings()', () => {
  test('says who, what, where, since when, whose, and what to do', () => {
    expect(renderFindings([keyFinding], { colours: false, asOf, width: 100 })).toBe(
      `${[
        'HIGH  Long-lived key in use',
        '  who             arn:aws:iam::123456789012:user/ci-deploy',
        '  did             AssumeRole, PutObject',
        '  on              AKIAEXAMPLE',
        '  from            192.0.2.10, account 123456789012, eu-central-1',
        '  seen            1,234 times, first 3 weeks ago (2026-11-01 08:30 UTC), last 3 hours ago',
        '                  (2026-11-23 09:00 UTC)',
        '  owner           payments',
        '  key use         ci',
        '  direct calls    12',
        '  session calls   1,222',
        '  event ids       e-1 e-2',
        '  why             Whoever reads this secret, in a log, a laptop or a CI variable, has its access',
        '                  until somebody deletes it',
        '  what to do      Give a job a role for its OIDC token, a person a sign-in of their own; then',
        '                  deactivate the key and watch for a week',
        '  cannot see      Data events are off by default: a key that only reads or writes S3 objects does',
        '                  not show in the trail',
        '  rule            long_lived_key_activity, see docs/detections/long_lived_key_activity.md',
      ].join('\n')}\n`,
    );
  });

  test('says that there are none', () => {
    expect(renderFindings([], { colours: false, asOf })).toBe('No findings\n');
  });

  test('puts the most severe first, then the latest', () => {
    const text = renderFindings(
      [
        { ...keyFinding, severity: 'low', actor: 'third' },
        { ...keyFinding, last_event_at: '2026-11-22T09:00:00Z', actor: 'second' },
        { ...keyFinding, actor: 'first' },
      ],
      { colours: false, asOf },
    );
    expect(text.match(/who +(\w+)/g)?.map((line) => line.slice(-5).trim())).toEqual(['first', 'econd', 'third']);
  });

  test('says that a finding is exempt, and why', () => {
    const exempt: Finding = { ...keyFinding, state: 'exempt', exemption: 'moving to OIDC, until 2026-12-31' };
    const text = renderFindings([exempt], { colours: false, asOf });
    expect(text).toContain('Long-lived key in use  (exempt)');
    expect(text).toContain('moving to OIDC, until 2026-12-31');
  });

  test('goes by the name of a rule that it does not know', () => {
    const text = renderFindings([{ ...keyFinding, rule: 'rule_of_tomorrow' }], { colours: false, asOf });
    expect(text).toContain('HIGH  rule_of_tomorrow');
    expect(text).not.toContain('what to do');
  });

  test('bounds evidence of any size and shape', () => {
    const evidence = {
      ...Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`fact_${index}`, 'x'.repeat(100_000)])),
    };
    const text = renderFindings([{ ...keyFinding, evidence }], { colours: false, asOf });
    expect(text.length).toBeLessThan(10_000);
    expect(renderFindings([{ ...keyFinding, evidence: { nested: { a: [1] } } }], { colours: false, asOf })).toContain(
      '{"a":[1]}',
    );
  });

  test('colours the severity only when asked to', () => {
    expect(renderFindings([keyFinding], { colours: true, asOf })).toContain('\u001b[31mHIGH\u001b[39m');
  });

  test('never lets a finding steer the terminal', () => {
    const text = fc.option(hostileText);
    const finding = fc.record({
      actor: text,
      action: text,
      resource: text,
      source_ip: text,
      account_id: text,
      region: text,
      owner: text,
      exemption: text,
      rule: hostileText,
      finding_key: hostileText,
      first_event_at: hostileText,
      last_event_at: hostileText,
      evidence: fc.dictionary(hostileText, fc.oneof(hostileText, fc.jsonValue()), { maxKeys: 4 }),
    });
    fc.assert(
      fc.property(fc.array(finding, { maxLength: 3 }), fc.integer({ min: 40, max: 200 }), (found, width) => {
        const findings = found.map((one): Finding => ({ ...keyFinding, ...one }));
        expect(renderFindings(findings, { colours: false, asOf, width })).not.toMatch(steersTerminals);
      }),
      { numRuns: 300 },
    );
  });
});
