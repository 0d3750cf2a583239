import type { Report } from '../../core/compliance/report.ts';
import { findDetection } from '../../core/findings/catalogue.ts';
import type { CellRow } from '../terminal/cell.ts';

/** Columns of the file in their order. What a row has no word for stays empty. */
export const csvColumns = [
  'week',
  'section',
  'name',
  'owner',
  'state',
  'value',
  'value_before',
  'federated_calls',
  'key_calls',
  'federated_sessions',
  'key_sessions',
  'keys',
  'calls',
  'writes',
  'principal',
  'role',
  'services',
  'detail',
  'next_step',
  'first_at',
  'last_at',
  'not_shown',
] as const;

/** One row of the file. */
export type Fact = CellRow & { readonly [column in (typeof csvColumns)[number]]?: string | number | null };

/** A list's rows, and one that counts what is missing. */
export const rowsOf = <T>(
  section: string,
  list: { readonly rows: readonly T[]; readonly cut?: number },
  toFact: (row: T) => Fact,
): Fact[] => [
  ...list.rows.map((row) => ({ section, ...toFact(row) })),
  ...((list.cut ?? 0) > 0 ? [{ section, name: null, not_shown: list.cut ?? 0 }] : []),
];

/** What is left to owners and accounts, and the repositories that federate. */
export function ownerRows({ owners, accounts, subjects }: Report): Fact[] {
  const share = (row: Report['owners']['rows'][number]): Fact => ({
    name: row.name,
    value: row.federatedCalls + row.keyCalls === 0 ? null : row.federatedCalls / (row.federatedCalls + row.keyCalls),
    value_before: row.shareBefore,
    federated_calls: row.federatedCalls,
    key_calls: row.keyCalls,
    federated_sessions: row.federatedSessions,
    key_sessions: row.keySessions,
    keys: row.keys,
  });
  return [
    ...rowsOf('owner', owners, share),
    ...rowsOf('account', accounts, share),
    ...rowsOf('repository', subjects, (subject) => ({
      name: subject.repository,
      federated_sessions: subject.sessions,
      calls: subject.calls,
      writes: subject.writes,
      role: subject.roles,
      detail: [subject.issuer, subject.refs, subject.environments]
        .filter((part) => part !== null && part !== '')
        .join('; '),
      last_at: subject.lastSessionAt,
    })),
  ];
}

/** What goes the wrong way. */
export const wrongRows = ({ regressions, unexpected, refusals, hygiene, exemptions }: Report): Fact[] => [
  ...rowsOf('regression', regressions, ({ kind, name, owner, principal, detail, at }) => ({
    state: kind,
    name,
    owner,
    principal,
    detail,
    first_at: at,
  })),
  ...rowsOf('unexpected_subject', unexpected, findingFact),
  ...rowsOf('refused_subject', refusals, ({ subject, issuer, roleArn, attempts, lastAttemptAt }) => ({
    name: subject,
    detail: issuer,
    role: roleArn,
    value: attempts,
    last_at: lastAttemptAt,
  })),
  ...rowsOf('federated_role', hygiene, findingFact),
  ...rowsOf('exemption', exemptions, ({ rule, match, reason, owner, until, findings }) => ({
    state: rule,
    name: match,
    detail: reason,
    owner,
    last_at: until,
    value: findings,
  })),
];

const findingFact = (finding: Report['hygiene']['rows'][number]): Fact => ({
  name: finding.actor ?? finding.resource ?? finding.finding_key,
  owner: finding.owner,
  state: finding.rule,
  value: finding.event_count,
  role: finding.resource,
  detail: findDetection(finding.rule)?.title ?? null,
  next_step: findDetection(finding.rule)?.nextStep ?? null,
  first_at: finding.first_event_at,
  last_at: finding.last_event_at,
});

/** What limits the numbers. */
export const trustRows = ({ gaps, coverage }: Report): Fact[] => [
  ...rowsOf('unattributed', { rows: gaps }, ({ reason, originKind, calls, principals }) => ({
    name: reason,
    state: originKind,
    calls,
    value: principals,
  })),
  ...rowsOf('coverage', coverage, ({ accountId, region, objects, records, rejects, lastDeliveredAt }) => ({
    name: accountId,
    state: region,
    value: records,
    detail: `${objects} deliveries, ${rejects} rejects`,
    last_at: lastDeliveredAt,
  })),
];
