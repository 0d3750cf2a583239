import type { Finding } from '../findings/finding.ts';

/** Calls of one ISO week by what they go back to. Days are UTC. */
export interface ReportWeek {
  readonly name: string;
  readonly startOn: string;
  readonly calls: Readonly<Record<string, number>>;
  readonly unattributed: number;
  readonly keys: number;
  readonly repositories: number;
}

/** A long-lived key that was used in the window. `weekCalls` are those of the reported week. */
export interface ReportKey {
  readonly keyId: string;
  readonly principal: string | null;
  readonly use: string | null;
  readonly owner: string | null;
  readonly directCalls: number;
  readonly sessionCalls: number;
  readonly weekCalls: number;
  readonly roles: string;
  readonly services: string;
  readonly agent: string | null;
  readonly firstEventAt: string;
  readonly lastEventAt: string;
}

/** A repository, workspace or service account that federated in the window. */
export interface ReportSubject {
  readonly platform: string | null;
  readonly organization: string | null;
  readonly repository: string | null;
  readonly issuer: string | null;
  readonly sessions: number;
  readonly calls: number;
  readonly writes: number;
  readonly refs: string;
  readonly environments: string;
  readonly roles: string;
  readonly lastSessionAt: string;
}

/** Exchanges that AWS refused. */
export interface ReportRefusal {
  readonly issuer: string | null;
  readonly subject: string | null;
  readonly roleArn: string | null;
  readonly attempts: number;
  readonly lastAttemptAt: string;
}

/** Calls whose origin is not fully known, and why. */
export interface ReportGap {
  readonly reason: string | null;
  readonly originKind: string | null;
  readonly calls: number;
  readonly principals: number;
}

/** What was delivered from one account and region over the lake's life. */
export interface ReportCoverage {
  readonly accountId: string | null;
  readonly region: string | null;
  readonly objects: number;
  readonly records: number;
  readonly rejects: number;
  readonly lastDeliveredAt: string | null;
}

/** A list cut to a readable length, and how many rows were left out. */
export interface CutList<T> {
  readonly rows: readonly T[];
  readonly cut: number;
}

/**
 * The weekly report as plain data; every rendering shows this and nothing else.
 * **shape**: `weeks` end with the reported one. A share is from 0 to 1, null when there is nothing to divide.
 */
export interface Report {
  readonly schema: 'subtrail.report/1';
  readonly title: string;
  readonly week: string;
  readonly weekStartOn: string;
  readonly weekEndOn: string;
  readonly windowStartOn: string;
  readonly weeks: readonly ReportWeek[];
  readonly headline: {
    readonly keylessShare: Change;
    readonly keysInUse: Change;
    readonly repositories: Change;
    readonly unattributedShare: Change;
    readonly unexpectedSubjects: number;
    readonly hasPolicy: boolean;
  };
  readonly keys: CutList<ReportKey>;
  readonly subjects: CutList<ReportSubject>;
  readonly unexpected: CutList<Finding>;
  readonly refusals: CutList<ReportRefusal>;
  readonly gaps: readonly ReportGap[];
  readonly coverage: CutList<ReportCoverage>;
  readonly trail: { readonly days: number; readonly dataEvents: number; readonly daysWithoutExchange: number };
  readonly counts: {
    readonly records: number;
    readonly rejects: number;
    readonly skipped: number;
    readonly brokenObjects: number;
  };
}

/** A number of the reported week and of the week before; null where there is none. */
export interface Change {
  readonly now: number | null;
  readonly before: number | null;
}

/** Rows shown of each list: beyond that nobody reads on, and `subtrail query` has them all. */
export const reportRowsMax = { keys: 100, subjects: 200, unexpected: 100, refusals: 50, coverage: 200 };

/** The first rows of a list, and how many were left out. */
export const cutList = <T>(rows: readonly T[], max: number): CutList<T> => ({
  rows: rows.slice(0, max),
  cut: Math.max(0, rows.length - max),
});

/** Share of CI calls (federated, or hanging on a long-lived key) that no long-lived key stands behind. */
export function keylessShare(week: ReportWeek | undefined): number | null {
  const federated = week?.calls['web_identity'] ?? 0;
  const keyed = week?.calls['access_key'] ?? 0;
  return federated + keyed === 0 ? null : federated / (federated + keyed);
}

/** Share of all calls whose origin is not fully known. */
export function unattributedShare(week: ReportWeek | undefined): number | null {
  const all = Object.values(week?.calls ?? {}).reduce((sum, calls) => sum + calls, 0);
  return week === undefined || all === 0 ? null : week.unattributed / all;
}
