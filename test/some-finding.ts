import type { Finding } from '../core/findings/finding.ts';

const at = '2026-11-20T10:00:00Z';

/** An open finding, new and not told yet, but for what a test says of it. */
export const someFinding = (facts: Partial<Finding> = {}): Finding => ({
  rule: 'long_lived_key_activity',
  finding_key: 'AKIAEXAMPLE1',
  severity: 'high',
  state: 'open',
  first_event_at: at,
  last_event_at: at,
  event_count: 1,
  actor: null,
  action: null,
  resource: null,
  source_ip: null,
  account_id: null,
  region: null,
  owner: null,
  evidence: {},
  exemption: null,
  opening: 'new',
  opened_at: at,
  updated_at: at,
  resolved_at: null,
  opened_notified_at: null,
  last_notified_at: null,
  resolved_notified_at: null,
  reopened_count: 0,
  ...facts,
});
