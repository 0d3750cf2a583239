import { describe, expect, test } from 'vitest';
import type { DetectedFinding } from '../../../core/findings/finding.ts';
import { createExemptionLookup } from '../../../core/policy/find-exemption.ts';
import { type Exemption, emptyPolicy } from '../../../core/policy/policy-schema.ts';

const finding: DetectedFinding = {
  rule: 'long_lived_key_activity',
  finding_key: 'AKIAEXAMPLE',
  severity: 'high',
  first_event_at: '2026-11-01T00:00:00Z',
  last_event_at: '2026-11-02T00:00:00Z',
  event_count: 1,
  actor: 'arn:aws:iam::123456789012:user/ci-deploy',
  action: 'PutObject',
  resource: 'AKIAEXAMPLE',
  source_ip: '192.0.2.10',
  account_id: '123456789012',
  region: 'eu-central-1',
  owner: null,
  evidence: {},
};

const exemption: Exemption = {
  rule: 'long_lived_key_activity',
  match: { key_id: 'AKIA*' },
  reason: 'moving to OIDC',
  owner: 'payments',
  until: '2026-12-31',
};

const lookUp = (
  change: Partial<Exemption>,
  { asOf = '2026-11-23T00:00:00Z', found = finding }: { asOf?: string; found?: DetectedFinding } = {},
) => createExemptionLookup({ ...emptyPolicy, exemptions: [{ ...exemption, ...change }] }, new Date(asOf))(found);

describe('createExemptionLookup()', () => {
  test('says why, whose and until when', () => {
    expect(lookUp({})).toBe('moving to OIDC (payments, until 2026-12-31)');
  });

  test('holds to the end of its last day, and no longer', () => {
    expect(lookUp({}, { asOf: '2026-12-31T23:59:59.999Z' })).not.toBeNull();
    expect(lookUp({}, { asOf: '2027-01-01T00:00:00Z' })).toBeNull();
  });

  test.each<[Exemption['match'], boolean]>([
    [{ key_id: 'AKIAEXAMPLE' }, true],
    [{ key_id: 'AKIAOTHER' }, false],
    [{ key_id: ['AKIAOTHER', 'AKIAEXAMPL?'] }, true],
    [{ actor: '*:user/ci-*' }, true],
    [{ actor: 'ci-deploy' }, false],
    [{ account: '123456789012', actor: '*ci-deploy' }, true],
    [{ account: '210987654321', actor: '*ci-deploy' }, false],
    [{ resource: 'AKIAEXAMPLE' }, true],
  ])('with %j covers the finding: %j', (match, isCovered) => {
    expect(lookUp({ match }) !== null).toBe(isCovered);
  });

  test('is for its own rule only', () => {
    expect(lookUp({ rule: 'unexpected_subject' })).toBeNull();
  });

  test('does not take a missing value for a match', () => {
    expect(lookUp({ match: { account: '*' } }, { found: { ...finding, account_id: null } })).toBeNull();
  });
});
