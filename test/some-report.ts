import type { Report } from '../core/compliance/report.ts';
import type { ReportKey, ReportWeek } from '../core/compliance/report-rows.ts';

/** A week of three kinds of calls. */
export const someWeek: ReportWeek = {
  name: '2026-W47',
  startOn: '2026-11-16',
  calls: { web_identity: 90, access_key: 10, aws_service: 5 },
  sessions: { web_identity: 9, access_key: 2 },
  unattributed: 3,
  keys: 1,
  repositories: 2,
};

/** A key that is left, every text of which is the same. */
export const someKey = (text: string): ReportKey => ({
  keyId: text,
  principal: text,
  use: 'ci',
  owner: text,
  state: 'in_use',
  directCalls: 1,
  sessionCalls: 2,
  weekCalls: 3,
  roles: text,
  services: text,
  actions: text,
  addresses: text,
  agent: text,
  ciProduct: text,
  counterpart: { roleArn: text, repository: text, overlap: 0.8 },
  inventoryUsedAt: null,
  firstEventAt: '2026-11-01T10:00:00Z',
  lastEventAt: '2026-11-20T10:00:00Z',
});

/** A report with empty lists, but for what a test says of it. */
export const someReport = (facts: Partial<Report> = {}): Report => ({
  schema: 'subtrail.report/1',
  title: 'CI without long-lived keys',
  week: '2026-W47',
  weekStartOn: '2026-11-16',
  weekEndOn: '2026-11-22',
  windowStartOn: '2026-06-01',
  weeks: [{ ...someWeek, name: '2026-W46', startOn: '2026-11-09' }, someWeek],
  headline: {
    score: { now: 88, before: 47 },
    keylessShare: { now: 0.9, before: 0.5 },
    keysInUse: { now: 1, before: 3 },
    repositories: { now: 2, before: 2 },
    unattributedShare: { now: 0.003, before: null },
    unexpectedSubjects: 1,
    keysReady: 0,
    hasPolicy: true,
  },
  forecast: { expectedOn: null, reason: 'too_few_weeks' },
  accounts: { cut: 0, rows: [] },
  owners: { cut: 0, rows: [] },
  readyAfterDays: 30,
  keys: { cut: 0, rows: [] },
  inventory: { importedAt: null, users: 0, activeKeys: 0, dormant: { cut: 0, rows: [] } },
  regressions: { cut: 0, rows: [] },
  subjects: { cut: 0, rows: [] },
  unexpected: { cut: 0, rows: [] },
  refusals: { cut: 0, rows: [] },
  hygiene: { cut: 0, rows: [] },
  exemptions: { cut: 0, rows: [] },
  gaps: [],
  coverage: { cut: 0, rows: [] },
  delivery: { accounts: 0, places: 0, quiet: 0 },
  trail: { days: 7, dataEvents: 0, daysWithoutExchange: 0 },
  counts: { records: 1, rejects: 0, skipped: 0, brokenObjects: 0 },
  ...facts,
});
