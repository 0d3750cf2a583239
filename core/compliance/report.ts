import type { Finding } from '../findings/finding.ts';
import type {
  DeliveryCounts,
  DormantKey,
  Regression,
  ReportCoverage,
  ReportExemption,
  ReportGap,
  ReportKey,
  ReportRefusal,
  ReportShare,
  ReportSubject,
  ReportWeek,
} from './report-rows.ts';

/** A list cut to a readable length, and how many rows were left out. */
export interface CutList<T> {
  readonly rows: readonly T[];
  readonly cut: number;
}

/**
 * When the last CI call will have lost its long-lived key, if things go on as they did.
 * **shape**: `earliestOn` and `latestOn` bound it with nine chances in ten, both UTC days; `latestOn` is null where it may never be.
 * Without an answer, `reason` says why: nothing is foretold from few weeks, or from numbers that do not fall.
 */
export type Forecast =
  | {
      readonly expectedOn: string;
      readonly earliestOn: string;
      readonly latestOn: string | null;
      readonly weeks: number;
    }
  | { readonly expectedOn: null; readonly reason: 'done' | 'too_few_weeks' | 'not_falling' | 'too_uncertain' };

/**
 * What the credential reports said, one for each account. `importedAt` is when the oldest of them was made, null where none was
 * given, and then nothing of it is known.
 */
export interface ReportInventory {
  readonly importedAt: string | null;
  readonly users: number;
  readonly activeKeys: number;
  readonly dormant: CutList<DormantKey>;
}

/**
 * The weekly report as plain data; every rendering shows this and nothing else.
 * **shape**: `weeks` end with the reported one. A share is from 0 to 1, null when there is nothing to divide. Calls that AWS refused
 * are calls too. `unexpected` and `hygiene` (findings on federated roles) are what is open now, the most urgent first. `readyAfterDays`: after so many quiet days a key counts as ready to be deleted.
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
    readonly score: Change;
    readonly keylessShare: Change;
    readonly keysInUse: Change;
    readonly repositories: Change;
    readonly unattributedShare: Change;
    readonly unexpectedSubjects: number;
    readonly keysReady: number;
    readonly hasPolicy: boolean;
  };
  readonly forecast: Forecast;
  readonly accounts: CutList<ReportShare>;
  readonly owners: CutList<ReportShare>;
  readonly readyAfterDays: number;
  readonly keys: CutList<ReportKey>;
  readonly inventory: ReportInventory;
  readonly regressions: CutList<Regression>;
  readonly subjects: CutList<ReportSubject>;
  readonly unexpected: CutList<Finding>;
  readonly refusals: CutList<ReportRefusal>;
  readonly hygiene: CutList<Finding>;
  readonly exemptions: CutList<ReportExemption>;
  readonly gaps: readonly ReportGap[];
  readonly coverage: CutList<ReportCoverage>;
  readonly delivery: DeliveryCounts;
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
export const reportRowsMax = {
  accounts: 200,
  owners: 100,
  keys: 100,
  dormant: 100,
  regressions: 50,
  subjects: 200,
  unexpected: 100,
  refusals: 50,
  hygiene: 100,
  exemptions: 100,
  coverage: 200,
};

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

/** Points that the score loses for each key in use and each open finding on a federated role. */
const pointsLost = 1;

/**
 * How far the week is, 0 to 100: the share of CI calls that no long-lived key stands behind, in per cent, less a point for each
 * long-lived key in use and each open finding on a federated role. Null where CI made no call.
 */
export function complianceScore(week: ReportWeek | undefined, openFindings: number): number | null {
  const share = keylessShare(week);
  if (week === undefined || share === null) return null;
  return Math.max(0, Math.round(100 * share - pointsLost * (week.keys + openFindings)));
}

/** Share of all calls whose origin is not fully known. */
export function unattributedShare(week: ReportWeek | undefined): number | null {
  const all = Object.values(week?.calls ?? {}).reduce((sum, calls) => sum + calls, 0);
  return week === undefined || all === 0 ? null : week.unattributed / all;
}
