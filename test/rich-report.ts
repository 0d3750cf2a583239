import { addDays, isoWeekOf } from '../core/compliance/iso-week.ts';
import type { Report } from '../core/compliance/report.ts';
import { cutList, reportRowsMax } from '../core/compliance/report.ts';
import type { ReportWeek } from '../core/compliance/report-rows.ts';
import { richDetails } from './rich-report-details.ts';
import { richKeys } from './rich-report-keys.ts';
import { someReport } from './some-report.ts';

const weekStartOn = '2026-11-16';

/** Half a year in which the calls of long-lived keys fall from most of CI to a tenth, with some weather. */
function richWeeks(count: number): ReportWeek[] {
  return Array.from({ length: count }, (_, index) => {
    const startOn = addDays(weekStartOn, -7 * (count - 1 - index));
    const done = (index + 1) / count;
    const weather = Math.round(260 * Math.sin(index * 2.1));
    const federated = Math.round(1200 + 9800 * done ** 1.3) + weather;
    const keyed = Math.round(7900 * (1 - done) ** 1.1 + 980) - weather;
    return {
      name: isoWeekOf(startOn),
      startOn,
      calls: {
        web_identity: federated,
        access_key: keyed,
        console: 120 + (index % 5) * 11,
        identity_center: 240 + (index % 3) * 17,
        aws_service: 640 + (index % 7) * 13,
        unknown: 60 + (index % 4) * 9,
      },
      sessions: {
        web_identity: Math.round(federated / 14),
        access_key: Math.round(keyed / 22),
        identity_center: 30,
        aws_service: 46,
      },
      unattributed: 90 + (index % 4) * 12,
      keys: Math.round(34 - 28 * done),
      repositories: Math.round(4 + 38 * done),
    };
  });
}

/** A made-up organisation in the middle of its migration: every part of the report has something to say. */
export function richReport(facts: Partial<Report> = {}): Report {
  const weeks = richWeeks(26);
  return someReport({
    weekStartOn,
    weekEndOn: addDays(weekStartOn, 6),
    week: isoWeekOf(weekStartOn),
    windowStartOn: weeks[0]?.startOn ?? weekStartOn,
    weeks,
    headline: {
      score: { now: 84, before: 79 },
      keylessShare: { now: 0.917, before: 0.889 },
      keysInUse: { now: 6, before: 7 },
      repositories: { now: 42, before: 41 },
      unattributedShare: { now: 0.0081, before: 0.0079 },
      unexpectedSubjects: 2,
      keysReady: 3,
      hasPolicy: true,
    },
    forecast: { expectedOn: '2027-02-01', earliestOn: '2027-01-04', latestOn: '2027-04-12', weeks: 12 },
    keys: cutList(richKeys(), reportRowsMax.keys),
    ...richDetails,
    trail: { days: 182, dataEvents: 0, daysWithoutExchange: 0 },
    counts: { records: 338_214, rejects: 14, skipped: 212, brokenObjects: 1 },
    ...facts,
  });
}
