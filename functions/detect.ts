import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { systemClock } from '../adapters/clock/system-clock.ts';
import type { Policy } from '../core/policy/policy-schema.ts';
import { policySchema } from '../core/policy/policy-schema.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import type { DetectOutcome } from '../jobs/detect.ts';
import { detectByPolicy } from '../jobs/detect-by-policy.ts';
import { type NotifyOutcome, notify } from '../jobs/notify.ts';
import type { Notifier } from '../jobs/ports.ts';
import { type AthenaLake, openAthenaLake } from './athena-lake.ts';
import { readBundledPolicy } from './bundled-policy.ts';
import { createHandler } from './create-handler.ts';
import { scheduledAt } from './scheduled-event.ts';
import { athenaSettings, readSettings, slackSettings } from './settings.ts';
import { openNotifier } from './slack-secret.ts';
import { count, logger, measure } from './telemetry.ts';

/** Days that are judged every quarter of an hour: today, yesterday, and what arrived late of them. */
const windowDaysDefault = 2;
const dayMillis = 86_400_000;
/** Longer than any run: a Lambda has fifteen minutes. */
const claimMinutesMax = 20;

const settings = readSettings({ ...athenaSettings, ...slackSettings });
const policy = policySchema.parse(readBundledPolicy());

/** `windowDays`: how far back events are judged. A run over more days than a finding's quiet days resolves it. */
const detectEvent = z.object({ scheduledAt, windowDays: z.int().min(1).max(400).default(windowDaysDefault) });

/** Runs the detections over the days before the run was due, and tells Slack what is due. */
export const handler = createHandler(detectEvent, async ({ scheduledAt: windowEndAt, windowDays }, context) => {
  // An attempt of its own each time: what is told follows from what the lake holds now, not from what an earlier attempt read.
  const runId = randomUUID();
  const lake = openAthenaLake(settings, { runId, context });
  const windowStartAt = new Date(windowEndAt.getTime() - windowDays * dayMillis);
  const outcome = await detectByPolicy({ ...lake, policy, windowStartAt, windowEndAt });
  reportFindings(outcome);
  const notifier = await openNotifier(settings, policy.notify.routes);
  const told = notifier === null ? null : await tell(lake, { policy, notifier, runId });
  requireAll(outcome, told);
  return { findings: outcome.findings.length, told };
});

async function tell(
  lake: AthenaLake,
  { policy: said, notifier, runId }: { readonly policy: Policy; readonly notifier: Notifier; readonly runId: string },
): Promise<NotifyOutcome> {
  const rules = new Map(Object.entries(said.detections));
  const outcome = await notify({
    ...lake,
    clock: systemClock,
    settings: said.notify,
    isStaged: (rule) => rules.get(rule)?.staged === true,
    notifier,
    runId,
    claimMinutesMax,
  });
  measure({
    MessagesSent: count(outcome.sent),
    MessagesUndelivered: count(outcome.failed.length + outcome.waiting),
  });
  return outcome;
}

function reportFindings({ findings, failed, unreadablePolicies }: DetectOutcome): void {
  const open = findings.filter(({ finding }) => finding.state === 'open').length;
  const fresh = findings.filter(({ change }) => change === 'opened' || change === 'reopened').length;
  measure({ FindingsOpen: count(open), FindingsNew: count(fresh), DetectionsFailed: count(failed.length) });
  logger.info('Detections run', { open, fresh, failed: failed.map(({ rule }) => rule), unreadablePolicies });
}

/** What could not be run or told is an error of the run, once all else is done. */
function requireAll({ failed }: DetectOutcome, told: NotifyOutcome | null): void {
  const [detection] = failed;
  if (detection !== undefined) {
    const names = failed.map(({ rule }) => rule).join(', ');
    throw new SubtrailError('query_failed', `Detect: could not run ${names}`, { cause: detection.error });
  }
  const [message] = told?.failed ?? [];
  if (message !== undefined) throw new SubtrailError('notify_failed', message.error, { retryable: true });
}
