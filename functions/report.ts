import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { parseIsoWeek } from '../core/compliance/iso-week.ts';
import { onlyChannel } from '../core/notifications/find-route.ts';
import { policySchema } from '../core/policy/policy-schema.ts';
import { importInventory } from '../jobs/import-inventory.ts';
import { type Announcement, lastFullWeek, publishReport } from '../jobs/publish-report.ts';
import { openAthenaLake } from './athena-lake.ts';
import { readBundledPolicy } from './bundled-policy.ts';
import { createHandler } from './create-handler.ts';
import { openLakeStore } from './lake-store.ts';
import { scheduledAt } from './scheduled-event.ts';
import { athenaSettings, lakeSettings, readSettings, reportSettings, slackSettings } from './settings.ts';
import { openNotifier } from './slack-secret.ts';
import { count, logger, measure } from './telemetry.ts';

const settings = readSettings({ ...lakeSettings, ...athenaSettings, ...slackSettings, ...reportSettings });
const policy = policySchema.parse(readBundledPolicy());
const reports = openLakeStore(settings.SUBTRAIL_LAKE_LOCATION, 'reports/');
const credentialReports = openLakeStore(settings.SUBTRAIL_LAKE_LOCATION, 'credential-reports/');

/** `week` asks for another than the last that was over, such as `2026-W47`. */
const reportEvent = z.object({
  scheduledAt,
  week: z
    .string()
    .refine((week) => parseIsoWeek(week) !== null, 'wanted an ISO week such as 2026-W47')
    .optional(),
});

/** Writes the report of a week and tells Slack of it once. */
export const handler = createHandler(reportEvent, async ({ scheduledAt: dueAt, week }, context) => {
  const lake = openAthenaLake(settings, { runId: randomUUID(), context });
  const { loaded, refused } = await importInventory({ ...lake, store: credentialReports, givenAt: dueAt });
  if (refused.length > 0) logger.warn('Some credential reports could not be read', { refused });
  const published = await publishReport({
    ...lake,
    reports,
    weekStartOn: (week === undefined ? null : parseIsoWeek(week)) ?? lastFullWeek(dueAt),
    weeks: policy.report.weeks,
    readyAfterDays: policy.report.ready_after_days,
    title: policy.report.title,
    announcement: await openAnnouncement(),
  });
  measure({ ReportsWritten: count(1) });
  logger.info('Report written', { ...published, credentialReports: loaded.length });
  return published;
});

async function openAnnouncement(): Promise<Announcement | null> {
  const { routes } = policy.notify;
  const notifier = await openNotifier(settings, routes);
  if (notifier === null) return null;
  const channel = policy.report.channel ?? routes[0]?.channel ?? onlyChannel;
  return { notifier, channel, baseUrl: settings.SUBTRAIL_REPORT_URL ?? null };
}
