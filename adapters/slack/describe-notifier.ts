import { z } from 'zod';
import { onlyChannel } from '../../core/notifications/find-route.ts';
import type { NotifySettings } from '../../core/policy/policy-schema.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';
import type { Notifier } from '../../jobs/ports.ts';

const address = z.url({ protocol: /^https?$/ });
const environmentSchema = z.object({
  SUBTRAIL_SLACK_TOKEN: z
    .string()
    .regex(/^xox[a-z]-\S+$/)
    .optional(),
  SUBTRAIL_SLACK_API_URL: address.optional(),
  SUBTRAIL_SLACK_WEBHOOK: address.optional(),
});
const webhookPrefix = 'SUBTRAIL_SLACK_WEBHOOK_';

/** Environment variables that say how Slack is reached, for help texts. */
export const slackEnvironmentHelp = `Slack is reached with a bot token (chat:write) in SUBTRAIL_SLACK_TOKEN, which gives threads, or with an incoming webhook
in SUBTRAIL_SLACK_WEBHOOK. A channel's own webhook goes into SUBTRAIL_SLACK_WEBHOOK_NAME: #cloud-alerts is CLOUD_ALERTS.
Channels are named under "notify" in the policy file.`;

/**
 * The notifier that the environment describes.
 * **errors**: `wrong_use` when it describes none, says something that cannot be, or no channel is named for a token.
 */
export async function createNotifier(
  environment: Readonly<Record<string, string | undefined>>,
  routes: NotifySettings['routes'],
): Promise<Notifier> {
  // An empty variable is how CI systems hand over a secret that is not set.
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const names = parsed.error.issues.map((issue) => String(issue.path[0]));
    throw new SubtrailError(
      'wrong_use',
      `Tell Slack: ${names.join(' and ')} cannot be right: found something else than a token (xoxb-…) or an address`,
    );
  }
  const { SUBTRAIL_SLACK_TOKEN: token, SUBTRAIL_SLACK_API_URL: apiUrl, SUBTRAIL_SLACK_WEBHOOK: webhook } = parsed.data;
  if (token !== undefined) {
    if (routes.length === 0) {
      throw new SubtrailError(
        'wrong_use',
        'Tell Slack: the policy names no channel: add "notify: { routes: [{ channel: \'#cloud-alerts\' }] }"',
      );
    }
    const { createSlackClient, createSlackWebApiNotifier } = await import('./web-api-notifier.ts');
    return createSlackWebApiNotifier(createSlackClient(token, apiUrl === undefined ? {} : { apiUrl }));
  }
  const webhooks = new Map(
    Object.entries(given).flatMap(([name, url]) =>
      name.startsWith(webhookPrefix) ? [[name.slice(webhookPrefix.length), url]] : [],
    ),
  );
  if (webhook === undefined && webhooks.size === 0) {
    throw new SubtrailError(
      'wrong_use',
      'Tell Slack: set SUBTRAIL_SLACK_TOKEN or SUBTRAIL_SLACK_WEBHOOK, or see what would be sent with --notify none',
    );
  }
  const { createSlackWebhookNotifier } = await import('./webhook-notifier.ts');
  return createSlackWebhookNotifier((channel) => webhooks.get(endOfVariable(channel)) ?? webhook);
}

/** The variable that holds a channel's own webhook: that of `#cloud-alerts` ends in `CLOUD_ALERTS`. */
export const webhookVariable = (channel: string): string => `${webhookPrefix}${endOfVariable(channel)}`;

const endOfVariable = (channel: string): string =>
  channel === onlyChannel
    ? ''
    : channel
        .replace(/^#/, '')
        .toUpperCase()
        .replaceAll(/[^A-Z0-9]/g, '_');
