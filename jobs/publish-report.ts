import { addDays, dayOf, isoWeekOf, mondayOf } from '../core/compliance/iso-week.ts';
import type { Report } from '../core/compliance/report.ts';
import { renderReportCsv } from '../render/report/csv.ts';
import { renderReportHtml } from '../render/report/html.ts';
import { renderReportJson } from '../render/report/json.ts';
import { renderReportMarkdown } from '../render/report/markdown.ts';
import type { Questions } from '../render/report/questions.ts';
import { renderReportSummary } from '../render/slack/report-summary.ts';
import type { Notifier, ObjectStore } from './ports.ts';
import { buildReport, type ReportOptions } from './report.ts';
import { readQuestions } from './report-questions.ts';

/** Where the summary goes. `baseUrl`: the address under which people open what lies in the store. */
export interface Announcement {
  readonly notifier: Notifier;
  readonly channel: string;
  readonly baseUrl: string | null;
}

/** What was written, and whether people were told of it now. */
export interface PublishedReport {
  readonly week: string;
  readonly keys: readonly string[];
  readonly isAnnounced: boolean;
}

/**
 * Writes the report of a week in every form, under keys that follow from the week, and tells people of it once.
 * **shape**: `weekStartOn` is a Monday, UTC. A marker beside the report says that people were told; a run that dies between
 * telling and writing it tells them again.
 * **errors**: `query_failed`, `object_unreadable`, `notify_failed`; safe to run again.
 */
export async function publishReport(
  options: ReportOptions & { readonly reports: ObjectStore; readonly announcement: Announcement | null },
): Promise<PublishedReport> {
  const { sql, reports, weekStartOn, announcement } = options;
  const report = await buildReport(options);
  const week = isoWeekOf(weekStartOn);
  const keys: string[] = [];
  for (const [name, text] of Object.entries(renderAll(report, readQuestions(sql)))) {
    const key = `${week}/${name}`;
    await reports.write(key, Buffer.from(text));
    keys.push(key);
  }
  const isAnnounced = announcement !== null && (await announce(report, week, { reports, announcement }));
  return { week, keys, isAnnounced };
}

const renderAll = (report: Report, questions: Questions): Readonly<Record<string, string>> => ({
  'report.html': renderReportHtml(report, questions),
  'report.md': renderReportMarkdown(report),
  'report.csv': renderReportCsv(report),
  'report.json': renderReportJson(report),
});

/** Resolves to false when people know of the week already. */
async function announce(
  report: Report,
  week: string,
  { reports, announcement }: { readonly reports: ObjectStore; readonly announcement: Announcement },
): Promise<boolean> {
  const marker = `${week}/announced.json`;
  for await (const { key } of reports.list(marker)) if (key === marker) return false;
  const { notifier, channel, baseUrl } = announcement;
  const url = baseUrl === null ? null : `${baseUrl.replace(/\/+$/, '')}/${week}/report.html`;
  const message = renderReportSummary(report, { url });
  const receipt = await notifier.send({ channel, threadId: null, isBroadcast: false, render: () => message });
  await reports.write(marker, Buffer.from(JSON.stringify({ channel, ...receipt })));
  return true;
}

/** The Monday of the last week that was over at a moment, UTC. */
export const lastFullWeek = (at: Date): string => addDays(mondayOf(dayOf(at)), -7);
