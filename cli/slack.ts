import { randomUUID } from 'node:crypto';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { onlyChannel } from '../core/notifications/find-route.ts';
import { emptyPolicy, type NotifySettings } from '../core/policy/policy-schema.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import { type NotifyOptions, notify, planMessages, toOutgoing } from '../jobs/notify.ts';
import type { Notifier } from '../jobs/ports.ts';
import { slackMessageSchema } from '../render/slack/limits.ts';
import { renderSlackPreview } from '../render/terminal/slack-preview.ts';
import type { OpenLake } from './lake.ts';
import type { PolicyFile } from './policy-file.ts';

/** Longer than any run: a Lambda has fifteen minutes. */
const sharedClaimMinutesMax = 20;

/** How the policy wants people to be told; the defaults where there is no policy. */
export const settingsOf = (policy: PolicyFile): NotifySettings => (policy.policy ?? emptyPolicy).notify;

function optionsOf(lake: OpenLake, policy: PolicyFile): NotifyOptions {
  const rules = new Map(Object.entries(policy.policy?.detections ?? {}));
  return {
    engine: lake.engine,
    sql: lake.sql,
    clock: systemClock,
    settings: settingsOf(policy),
    isStaged: (rule) => rules.get(rule)?.staged === true,
  };
}

/** Tells Slack what is due, and says on stderr how it went. **errors**: `notify_failed` when a message was not taken. */
export async function tellSlack(lake: OpenLake, policy: PolicyFile, notifier: Notifier): Promise<void> {
  // A lake in a folder is ours alone while it is open: whoever else claimed a message is not alive any more.
  const claimMinutesMax = lake.isShared ? sharedClaimMinutesMax : 0;
  const outcome = await notify({ ...optionsOf(lake, policy), notifier, runId: randomUUID(), claimMinutesMax });
  const { sent, failed, waiting, unrouted } = outcome;
  const lines = [`${sent === 1 ? '1 message' : `${sent} messages`} sent to Slack`];
  if (unrouted > 0) lines.push(`${unrouted} findings fit no route of the policy and were sent nowhere`);
  process.stderr.write(`${lines.join('\n')}\n`);
  const [first] = failed;
  if (first === undefined) return;
  const left = failed.length + waiting;
  throw new SubtrailError(
    'notify_failed',
    `${first.error}; ${left === 1 ? '1 message is' : `${left} messages are`} left for the next run`,
  );
}

/** Prints what would be sent, and changes nothing. */
export async function previewSlack(lake: OpenLake, policy: PolicyFile, out: NodeJS.WritableStream): Promise<void> {
  const options = optionsOf(lake, policy);
  const { messages, unrouted } = await planMessages(options);
  const previews = messages.map((message) => {
    const { text, blocks } = toOutgoing(message, new Map(), options.settings).render(false);
    const place = message.channel === onlyChannel ? 'Slack would get' : `${message.channel} would get`;
    const where = message.parentId === null ? place : `${place}, below its first message`;
    return renderSlackPreview(slackMessageSchema.parse({ text, blocks }), where);
  });
  const closing = [
    messages.length === 0 ? 'Slack would get nothing' : '',
    unrouted > 0 ? `${unrouted} findings fit no route of the policy and would be sent nowhere` : '',
  ].filter((line) => line !== '');
  out.write(`\n${[...previews, ...closing.map((line) => `${line}\n`)].join('\n')}`);
}
