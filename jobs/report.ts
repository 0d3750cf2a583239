import type { z } from 'zod';
import { countPlaces, cutPlaces } from '../core/compliance/coverage.ts';
import { forecastEnd } from '../core/compliance/forecast.ts';
import { addDays, isoWeekOf } from '../core/compliance/iso-week.ts';
import { readyAfterDaysDefault } from '../core/compliance/key-state.ts';
import { findRegressions } from '../core/compliance/regressions.ts';
import {
  complianceScore,
  cutList,
  keylessShare,
  type Report,
  reportRowsMax,
  unattributedShare,
} from '../core/compliance/report.ts';
import type { ReportExemption, ReportWeek } from '../core/compliance/report-rows.ts';
import type { Finding } from '../core/findings/finding.ts';
import { sortByUrgency } from '../core/findings/sort-by-urgency.ts';
import { askTogether } from './ask-together.ts';
import { loadFindings } from './findings-table.ts';
import type { Progress, QueryEngine, SqlLibrary } from './ports.ts';
import { type Ask, askKeys } from './report-keys.ts';
import {
  countsRow,
  coverageRow,
  createdKeyRow,
  exemptionRow,
  gapRow,
  policyRow,
  refusalRow,
  sessionWeekRow,
  shareRow,
  subjectRow,
  trailRow,
  weekRow,
} from './report-rows.ts';

/** Weeks that the trend shows: half a year. */
const weeksDefault = 26;
/** Rules whose open findings are weaknesses of the roles that federated subjects take. */
const hygieneRules = new Set([
  'admin_on_federated_role',
  'broad_trust_policy',
  'build_and_deploy_together',
  'long_session',
  'pull_request_writes',
]);

/**
 * What a report is made from. **shape**: `weekStartOn` is a Monday, UTC; `weeks` it looks back on, the reported one among them; after
 * `readyAfterDays` quiet days a key counts as ready to be deleted. What is undefined has its default.
 */
export interface ReportOptions {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
  readonly weekStartOn: string;
  readonly weeks?: number | undefined;
  readonly title?: string | undefined;
  readonly readyAfterDays?: number | undefined;
  readonly progress?: Progress | undefined;
}

/**
 * Gathers the report of the week that begins on a Monday.
 * **shape**: `weekStartOn` is a UTC day; the trend ends with that week.
 * **errors**: `query_failed`.
 */
export async function buildReport(options: ReportOptions): Promise<Report> {
  const { engine, sql, weekStartOn, readyAfterDays = readyAfterDaysDefault } = options;
  const weekCount = options.weeks ?? weeksDefault;
  const window_start_on = addDays(weekStartOn, -7 * (weekCount - 1));
  const window_end_on = addDays(weekStartOn, 7);
  const window = { window_start_on, window_end_on };
  const twoWeeks = { before_start_on: addDays(weekStartOn, -7), week_start_on: weekStartOn, window_end_on };
  const days = { weekStartOn, weekEndOn: window_end_on, readyAfterDays };
  let answered = 0;
  const ask: Ask = async (name, row, parameters = {}) => {
    const rows = await engine.query(sql.get(name), parameters);
    answered += 1;
    options.progress?.report(`${answered} questions answered`);
    return rows.map((found) => row.parse(found));
  };

  // An engine that can, answers them side by side.
  const answers = await askTogether({
    weeks: askWeeks(ask, window, weekCount),
    findings: loadFindings(engine, sql),
    keys: askKeys(ask, { ...window, week_start_on: weekStartOn }, days),
    created: ask('reports/keys_created', createdKeyRow, { week_start_on: weekStartOn, window_end_on }),
    accounts: ask('reports/shares_by_account', shareRow, twoWeeks),
    owners: ask('reports/shares_by_owner', shareRow, twoWeeks),
    subjects: ask('reports/subjects_by_repository', subjectRow, window),
    refusals: ask('reports/refused_exchanges', refusalRow, window),
    exemptions: ask('reports/exemptions', exemptionRow),
    gaps: ask('reports/attribution_gaps', gapRow, window),
    coverage: ask('status/coverage', coverageRow),
    trail: ask('reports/trail_shape', trailRow, window),
    counts: ask('checks/rows_staged_balance', countsRow),
    policy: ask('reports/policy_size', policyRow),
  });
  const { findings, keys } = answers;
  const weeks = trimWeeks(answers.weeks);
  const open = (isWanted: (rule: string) => boolean) =>
    sortByUrgency(findings.filter(({ rule, state }) => state === 'open' && isWanted(rule)));
  const unexpected = open((rule) => rule === 'unexpected_subject');
  const hygiene = open((rule) => hygieneRules.has(rule));
  const regressions = findRegressions({
    ...days,
    keys: keys.history,
    created: answers.created,
    shadowed: open((rule) => rule === 'shadowed_session'),
    knowsBefore: weeks.length > 2,
  });
  const now = answers.weeks.at(-1);
  const before = answers.weeks.at(-2);
  return {
    schema: 'subtrail.report/1',
    title: options.title ?? 'CI without long-lived keys',
    week: isoWeekOf(weekStartOn),
    weekStartOn,
    weekEndOn: addDays(weekStartOn, 6),
    windowStartOn: window_start_on,
    weeks,
    headline: {
      // What was open the week before is not kept: both weeks are judged by what is open now.
      score: { now: complianceScore(now, hygiene.length), before: complianceScore(before, hygiene.length) },
      keylessShare: { now: keylessShare(now), before: keylessShare(before) },
      keysInUse: { now: now?.keys ?? 0, before: before?.keys ?? null },
      repositories: { now: now?.repositories ?? 0, before: before?.repositories ?? null },
      unattributedShare: { now: unattributedShare(now), before: unattributedShare(before) },
      unexpectedSubjects: unexpected.length,
      keysReady: keys.ready,
      hasPolicy: (answers.policy[0]?.expectations ?? 0) > 0,
    },
    forecast: forecastEnd(weeks.map((week) => ({ startOn: week.startOn, share: keyShare(week) }))),
    accounts: cutList(answers.accounts, reportRowsMax.accounts),
    owners: cutList(answers.owners, reportRowsMax.owners),
    readyAfterDays,
    keys: keys.shown,
    inventory: keys.inventory,
    regressions: cutList(regressions, reportRowsMax.regressions),
    subjects: cutList(answers.subjects, reportRowsMax.subjects),
    unexpected: cutList(unexpected, reportRowsMax.unexpected),
    refusals: cutList(answers.refusals, reportRowsMax.refusals),
    hygiene: cutList(hygiene, reportRowsMax.hygiene),
    exemptions: cutList(countCovered(answers.exemptions, findings), reportRowsMax.exemptions),
    gaps: answers.gaps,
    coverage: cutPlaces(answers.coverage, reportRowsMax.coverage),
    delivery: countPlaces(answers.coverage, weekStartOn),
    trail: answers.trail[0] ?? { days: 0, dataEvents: 0, daysWithoutExchange: 0 },
    counts: answers.counts[0] ?? { records: 0, rejects: 0, skipped: 0, brokenObjects: 0 },
  };
}

async function askWeeks(
  ask: Ask,
  window: { readonly window_start_on: string; readonly window_end_on: string },
  count: number,
): Promise<ReportWeek[]> {
  const { calls, sessions } = await askTogether({
    calls: ask('reports/calls_by_week', weekRow, window),
    sessions: ask('reports/sessions_by_week', sessionWeekRow, window),
  });
  return Array.from({ length: count }, (_, index) => {
    const startOn = addDays(window.window_start_on, 7 * index);
    const mine = calls.filter((row) => row.week_start_on === startOn);
    const granted = sessions.filter((row) => row.week_start_on === startOn);
    return {
      name: isoWeekOf(startOn),
      startOn,
      calls: Object.fromEntries(mine.map((row) => [row.origin_kind, row.calls])),
      sessions: Object.fromEntries(granted.map((row) => [row.origin_kind, row.sessions])),
      unattributed: mine.reduce((sum, row) => sum + row.unattributed, 0),
      keys: mine.find((row) => row.origin_kind === 'access_key')?.keys ?? 0,
      repositories: mine.find((row) => row.origin_kind === 'web_identity')?.repositories ?? 0,
    };
  });
}

/** Weeks before the first call say nothing; the reported week stays even when it is empty. */
function trimWeeks(weeks: readonly ReportWeek[]): ReportWeek[] {
  const first = weeks.findIndex((week) => Object.keys(week.calls).length > 0);
  return first < 0 ? weeks.slice(-1) : weeks.slice(first);
}

/** Exemptions with how many findings each covers now. */
const countCovered = (
  exemptions: readonly z.output<typeof exemptionRow>[],
  findings: readonly Finding[],
): ReportExemption[] =>
  exemptions.map(({ untilAt, ...row }) => {
    // The lake holds the first moment after the last day.
    const until = untilAt === null ? '' : addDays(untilAt.slice(0, 10), -1);
    const words = `${row.reason} (${row.owner}, until ${until})`;
    const covered = findings.filter(
      ({ rule, state, exemption }) => state === 'exempt' && rule === row.rule && exemption === words,
    );
    return { ...row, until, findings: covered.length };
  });

const keyShare = (week: ReportWeek): number | null => {
  const share = keylessShare(week);
  return share === null ? null : 1 - share;
};
