import type { Report } from '../core/compliance/report.ts';
import type { ReportShare } from '../core/compliance/report-rows.ts';
import { someFinding } from './some-finding.ts';

const all = <T>(rows: readonly T[]) => ({ rows, cut: 0 });

const share = (
  name: string | null,
  calls: readonly [number, number],
  facts: Partial<ReportShare> = {},
): ReportShare => ({
  name,
  federatedCalls: calls[0],
  keyCalls: calls[1],
  federatedSessions: Math.round(calls[0] / 14),
  keySessions: Math.round(calls[1] / 22),
  keys: 1,
  shareBefore: 0.8,
  ...facts,
});

const repositories = ['infrastructure', 'shop', 'shop-web', 'data-platform', 'mobile', 'billing', 'docs', 'search'];
const role = 'arn:aws:iam::123456789012:role/gha-deploy';
const issuer = 'token.actions.githubusercontent.com';

/** The lists of a rich report beside its keys. */
export const richDetails: Partial<Report> = {
  accounts: all([
    share('123456789012', [6210, 640], { keys: 3, shareBefore: 0.88 }),
    share('111122223333', [3420, 310], { keys: 2, shareBefore: 0.93 }),
    share('222233334444', [1090, 30], { shareBefore: 0.97 }),
    share('333344445555', [280, 0], { keys: 0, shareBefore: 1 }),
    share('444455556666', [0, 12], { shareBefore: null }),
  ]),
  owners: all([
    share('platform', [5120, 560], { keys: 2, shareBefore: 0.87 }),
    share('payments', [3110, 320], { shareBefore: 0.9 }),
    share(null, [410, 72], { shareBefore: 0.91 }),
    share('mobile', [1480, 28], { shareBefore: 0.98 }),
    share('data', [880, 12], { keys: 1, shareBefore: 1 }),
  ]),
  inventory: {
    importedAt: '2026-11-21T06:00:00Z',
    users: 61,
    activeKeys: 19,
    dormant: all(
      ['backup', 'old-ci', 'partner-upload'].map((user, index) => ({
        user: `arn:aws:iam::111122223333:user/${user}`,
        slot: 1 + (index % 2),
        rotatedAt: `202${index + 1}-03-09T10:00:00Z`,
        lastUsedAt: index === 0 ? null : `202${index + 3}-08-01T10:00:00Z`,
        lastUsedService: index === 0 ? null : 's3',
      })),
    ),
  },
  regressions: all([
    {
      kind: 'key_back',
      name: 'AKIAEXAMPLE03QRSTUVW',
      principal: 'arn:aws:iam::111122223333:user/ci/mobile-release',
      owner: 'mobile',
      detail: 'not used since 2026-10-04',
      at: '2026-11-18T09:31:00Z',
    },
    {
      kind: 'repository_fell_back',
      name: 'acme/data-platform',
      principal: 'arn:aws:iam::111122223333:user/ci/data-sync',
      owner: 'data',
      detail: 'beside its OIDC sessions, from the same runner',
      at: '2026-11-19T22:04:00Z',
    },
  ]),
  subjects: all(
    repositories.map((name, index) => ({
      platform: name === 'mobile' ? 'gitlab' : 'github_actions',
      organization: 'acme',
      repository: `acme/${name}`,
      issuer,
      sessions: Math.round(820 / (index + 1)),
      calls: Math.round(98_400 / (index + 1)),
      writes: Math.round(12_400 / (index + 1)),
      refs: 'refs/heads/main',
      environments: index % 2 === 0 ? 'production, staging' : '',
      roles: role,
      lastSessionAt: '2026-11-22T17:40:00Z',
    })),
  ),
  unexpected: all(
    ['repo:acme/sandbox:ref:refs/heads/try-it', 'repo:acme-labs/demo:pull_request'].map((actor, index) =>
      someFinding({
        rule: 'unexpected_subject',
        finding_key: actor,
        actor,
        resource: role,
        owner: 'platform',
        evidence: { issuer, succeeded: 3 - index, refused: index, session_calls: 41, write_calls: 7 },
      }),
    ),
  ),
  refusals: all([
    {
      issuer,
      subject: 'repo:acme/shop:environment:Production',
      roleArn: role,
      attempts: 18,
      lastAttemptAt: '2026-11-20T11:02:00Z',
    },
  ]),
  hygiene: all([
    someFinding({
      rule: 'broad_trust_policy',
      resource: role,
      actor: null,
      owner: 'platform',
      account_id: '123456789012',
    }),
    someFinding({
      rule: 'admin_on_federated_role',
      severity: 'medium',
      resource: 'arn:aws:iam::222233334444:role/gitlab-terraform',
      account_id: '222233334444',
    }),
  ]),
  exemptions: all([
    {
      rule: 'long_lived_key_activity',
      match: 'user/mail-relay',
      reason: 'moves in spring',
      owner: 'it',
      until: '2027-03-31',
      findings: 1,
    },
    {
      rule: 'long_session',
      match: 'role/nightly',
      reason: 'long migration job',
      owner: 'data',
      until: '2026-12-05',
      findings: 0,
    },
  ]),
  gaps: [
    { reason: 'exchange_not_found', originKind: null, calls: 812, principals: 4 },
    { reason: 'caller_in_other_account', originKind: 'external_account', calls: 611, principals: 2 },
    { reason: 'ambiguous_principal', originKind: 'web_identity', calls: 96, principals: 1 },
  ],
  coverage: all(
    ['123456789012', '111122223333', '222233334444', '333344445555'].flatMap((accountId, index) =>
      ['eu-central-1', 'us-east-1'].map((region) => ({
        accountId,
        region,
        objects: 4120 - 700 * index,
        records: 88_410 - 17_000 * index,
        rejects: index,
        lastDeliveredAt: index === 3 ? '2026-11-12T08:20:00Z' : '2026-11-22T23:55:00Z',
      })),
    ),
  ),
  delivery: { accounts: 4, places: 8, quiet: 2 },
};
