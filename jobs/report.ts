import { z } from 'zod';
import { addDays, isoWeekOf } from '../core/compliance/iso-week.ts';
import { cutList, keylessShare, type Report, reportRowsMax, unattributedShare } from '../core/compliance/report.ts';
import type { ReportWeek } from '../core/compliance/report-rows.ts';
import { loadFindings } from './findings-table.ts';
import type { Parameters, QueryEngine, SqlLibrary } from './ports.ts';

/** Weeks that the trend shows: half a year. */
const weeksDefault = 26;

/**
 * Gathers the report of the week that begins on a Monday.
 * **shape**: `weekStartOn` is a UTC day; the trend ends with that week.
 * **errors**: `query_failed`.
 */
export async function buildReport(options: {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
  readonly weekStartOn: string;
  readonly weeks?: number;
  readonly title?: string;
}): Promise<Report> {
  const { engine, sql, weekStartOn } = options;
  const weekCount = options.weeks ?? weeksDefault;
  const window_start_on = addDays(weekStartOn, -7 * (weekCount - 1));
  const window_end_on = addDays(weekStartOn, 7);
  const window = { window_start_on, window_end_on };
  const rows = async <T>(name: string, row: z.ZodType<T>, parameters: Parameters = {}): Promise<T[]> =>
    (await engine.query(sql.get(name), parameters)).map((found) => row.parse(found));

  const weeks = buildWeeks(await rows('reports/calls_by_week', weekRow, window), window_start_on, weekCount);
  const findings = await loadFindings(engine, sql);
  const unexpected = findings.filter((finding) => finding.rule === 'unexpected_subject' && finding.state === 'open');
  const [policy] = await engine.query(sql.get('reports/policy_size'));
  const [trail = { days: 0, dataEvents: 0, daysWithoutExchange: 0 }] = await rows(
    'reports/trail_shape',
    trailRow,
    window,
  );
  const [counts = { records: 0, rejects: 0, skipped: 0, brokenObjects: 0 }] = await rows(
    'checks/rows_staged_balance',
    countsRow,
  );
  const now = weeks.at(-1);
  const before = weeks.at(-2);
  return {
    schema: 'subtrail.report/1',
    title: options.title ?? 'CI without long-lived keys',
    week: isoWeekOf(weekStartOn),
    weekStartOn,
    weekEndOn: addDays(weekStartOn, 6),
    windowStartOn: window_start_on,
    weeks: trimWeeks(weeks),
    headline: {
      score: { now: null, before: null },
      keysReady: 0,
      keylessShare: { now: keylessShare(now), before: keylessShare(before) },
      keysInUse: { now: now?.keys ?? 0, before: before?.keys ?? null },
      repositories: { now: now?.repositories ?? 0, before: before?.repositories ?? null },
      unattributedShare: { now: unattributedShare(now), before: unattributedShare(before) },
      unexpectedSubjects: unexpected.length,
      hasPolicy: Number(policy?.['expectations'] ?? 0) > 0,
    },
    forecast: { expectedOn: null, reason: 'too_few_weeks' },
    accounts: { rows: [], cut: 0 },
    owners: { rows: [], cut: 0 },
    readyAfterDays: 30,
    inventory: { importedAt: null, users: 0, activeKeys: 0, dormant: { rows: [], cut: 0 } },
    regressions: { rows: [], cut: 0 },
    hygiene: { rows: [], cut: 0 },
    exemptions: { rows: [], cut: 0 },
    keys: cutList(
      await rows('reports/long_lived_keys', keyRow, { ...window, week_start_on: weekStartOn }),
      reportRowsMax.keys,
    ),
    subjects: cutList(await rows('reports/subjects_by_repository', subjectRow, window), reportRowsMax.subjects),
    unexpected: cutList(unexpected, reportRowsMax.unexpected),
    refusals: cutList(await rows('reports/refused_exchanges', refusalRow, window), reportRowsMax.refusals),
    gaps: await rows('reports/attribution_gaps', gapRow, window),
    coverage: cutList(await rows('status/coverage', coverageRow), reportRowsMax.coverage),
    trail,
    counts,
  };
}

type WeekRow = z.infer<typeof weekRow>;

function buildWeeks(rows: readonly WeekRow[], startOn: string, count: number): ReportWeek[] {
  return Array.from({ length: count }, (_, index) => {
    const weekStartOn = addDays(startOn, 7 * index);
    const mine = rows.filter((row) => row.week_start_on === weekStartOn);
    return {
      name: isoWeekOf(weekStartOn),
      startOn: weekStartOn,
      sessions: {},
      calls: Object.fromEntries(mine.map((row) => [row.origin_kind, row.calls])),
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

const text = z.string().nullable();
const list = z
  .string()
  .nullable()
  .transform((value) => value ?? '');
const count = z
  .number()
  .nullable()
  .transform((value) => value ?? 0);

const weekRow = z.object({
  week_start_on: z.string(),
  origin_kind: z
    .string()
    .nullable()
    .transform((value) => value ?? 'unknown'),
  calls: count,
  unattributed: count,
  keys: count,
  repositories: count,
});

const keyRow = z
  .object({
    key_id: z.string(),
    principal: text,
    use: text,
    owner: text,
    direct_calls: count,
    session_calls: count,
    week_calls: count,
    roles: list,
    services: list,
    agent: text,
    first_event_at: z.string(),
    last_event_at: z.string(),
  })
  .transform((row) => ({
    keyId: row.key_id,
    principal: row.principal,
    use: row.use,
    owner: row.owner,
    directCalls: row.direct_calls,
    sessionCalls: row.session_calls,
    weekCalls: row.week_calls,
    roles: row.roles,
    services: row.services,
    state: 'in_use' as const,
    actions: '',
    addresses: '',
    ciProduct: null,
    counterpart: null,
    inventoryUsedAt: null,
    agent: row.agent,
    firstEventAt: row.first_event_at,
    lastEventAt: row.last_event_at,
  }));

const subjectRow = z
  .object({
    platform: text,
    organization: text,
    repository: text,
    issuer: text,
    sessions: count,
    calls: count,
    writes: count,
    refs: list,
    environments: list,
    roles: list,
    last_session_at: z.string(),
  })
  .transform(({ last_session_at, ...row }) => ({ ...row, lastSessionAt: last_session_at }));

const refusalRow = z
  .object({ issuer: text, subject: text, role_arn: text, attempts: count, last_attempt_at: z.string() })
  .transform(({ role_arn, last_attempt_at, ...row }) => ({
    ...row,
    roleArn: role_arn,
    lastAttemptAt: last_attempt_at,
  }));

const gapRow = z
  .object({ reason: text, origin_kind: text, calls: count, principals: count })
  .transform(({ origin_kind, ...row }) => ({ ...row, originKind: origin_kind }));

const coverageRow = z
  .object({ account_id: text, region: text, objects: count, records: count, rejects: count, last_delivered_at: text })
  .transform(({ account_id, last_delivered_at, ...row }) => ({
    ...row,
    accountId: account_id,
    lastDeliveredAt: last_delivered_at,
  }));

const trailRow = z.object({ days: count, data_events: count, days_without_exchange: count }).transform((row) => ({
  days: row.days,
  dataEvents: row.data_events,
  daysWithoutExchange: row.days_without_exchange,
}));

const countsRow = z
  .object({ records_read: count, rejects: count, skipped: count, object_rejects: count })
  .transform((row) => ({
    records: row.records_read,
    rejects: row.rejects,
    skipped: row.skipped,
    brokenObjects: row.object_rejects,
  }));
