import type { Report } from '../core/compliance/report.ts';
import { richReport } from './rich-report.ts';
import { someFinding } from './some-finding.ts';
import { someKey } from './some-report.ts';

const times = <T>(count: number, make: (index: number) => T) => ({
  rows: Array.from({ length: count }, (_, index) => make(index)),
  cut: 7,
});

/** A report in which nothing was cut and every text is `text`: 3,000 accounts, 20,000 keys, and as many of the rest. */
export const largeReport = (text: string): Report => {
  const shareOf = (index: number) => ({
    name: `${text}${index}`,
    federatedCalls: 10,
    keyCalls: index,
    federatedSessions: 1,
    keySessions: 1,
    keys: 1,
    shareBefore: 0.5,
  });
  const finding = (index: number) =>
    someFinding({
      finding_key: `${text}${index}`,
      actor: text,
      resource: text,
      owner: text,
      account_id: text,
      evidence: { issuer: text },
    });
  const at = '2026-11-20T10:00:00Z';
  return richReport({
    title: text,
    accounts: times(3000, shareOf),
    owners: times(3000, shareOf),
    keys: times(20_000, (index) => ({ ...someKey(text), keyId: `AKIA${index}${text}` })),
    inventory: {
      importedAt: at,
      users: 20_000,
      activeKeys: 40_000,
      dormant: times(20_000, () => ({ user: text, slot: 1, rotatedAt: at, lastUsedAt: null, lastUsedService: text })),
    },
    regressions: times(20_000, () => ({ kind: 'key_new', name: text, principal: text, owner: text, detail: text, at })),
    subjects: times(20_000, () => ({
      platform: null,
      organization: text,
      repository: text,
      issuer: text,
      sessions: 1,
      calls: 1,
      writes: 1,
      refs: text,
      environments: text,
      roles: text,
      lastSessionAt: at,
    })),
    unexpected: times(5000, finding),
    refusals: times(5000, () => ({ issuer: text, subject: text, roleArn: text, attempts: 1, lastAttemptAt: at })),
    hygiene: times(5000, finding),
    exemptions: times(5000, () => ({
      rule: text,
      match: text,
      reason: text,
      owner: text,
      until: '2027-01-01',
      findings: 1,
    })),
    gaps: times(5000, () => ({ reason: text, originKind: text, calls: 1, principals: 1 })).rows,
    coverage: times(30_000, () => ({
      accountId: text,
      region: text,
      objects: 1,
      records: 1,
      rejects: 0,
      lastDeliveredAt: at,
    })),
    delivery: { accounts: 5_000, places: 30_000, quiet: 17 },
  });
};
