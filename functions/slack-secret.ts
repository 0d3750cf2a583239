import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import { getParameter } from '@aws-lambda-powertools/parameters/ssm';
import { z } from 'zod';
import { createNotifier, webhookVariable } from '../adapters/slack/describe-notifier.ts';
import type { NotifySettings } from '../core/policy/policy-schema.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import type { Notifier } from '../jobs/ports.ts';

/** Seconds that a secret is kept in memory: a new one is in use within a few runs. */
const maxAge = 300;

const secretSchema = z.union([
  z.strictObject({ token: z.string() }),
  z.strictObject({ webhook: z.string().optional(), webhooks: z.record(z.string(), z.string()).optional() }),
]);

/**
 * The way to Slack that a secret describes; null when none is named.
 * **shape**: the secret holds a bot token, the address of a webhook, or JSON: `{"token": …}`, or `{"webhook": …, "webhooks":
 * {"#channel": …}}`. It is read where it is kept and stands in no log and no error.
 * **errors**: `wrong_use` when there is no such secret or it describes no way; those of the SDK.
 */
export async function openNotifier(
  settings: {
    readonly SUBTRAIL_SLACK_SECRET?: string | undefined;
    readonly SUBTRAIL_SLACK_API_URL?: string | undefined;
  },
  routes: NotifySettings['routes'],
): Promise<Notifier | null> {
  const { SUBTRAIL_SLACK_SECRET: name, SUBTRAIL_SLACK_API_URL: apiUrl } = settings;
  if (name === undefined) return null;
  const value = await readSecret(name);
  return createNotifier({ ...describeSecret(value), SUBTRAIL_SLACK_API_URL: apiUrl }, routes);
}

async function readSecret(name: string): Promise<string> {
  const isParameter = name.startsWith('ssm:');
  const value = isParameter
    ? await getParameter(name.slice('ssm:'.length), { decrypt: true, maxAge })
    : await getSecret(name.slice('secretsmanager:'.length), { maxAge });
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw new SubtrailError('wrong_use', `Tell Slack: the secret "${name}" is empty`);
}

/** A secret in the words in which the environment describes the same. */
function describeSecret(value: string): Readonly<Record<string, string | undefined>> {
  if (/^xox[a-z]-/.test(value)) return { SUBTRAIL_SLACK_TOKEN: value };
  if (/^https?:\/\//.test(value)) return { SUBTRAIL_SLACK_WEBHOOK: value };
  const parsed = secretSchema.safeParse(parseJson(value));
  if (!parsed.success) {
    throw new SubtrailError(
      'wrong_use',
      'Tell Slack: the secret is neither a token, nor an address, nor JSON of these',
    );
  }
  if ('token' in parsed.data) return { SUBTRAIL_SLACK_TOKEN: parsed.data.token };
  const { webhook, webhooks = {} } = parsed.data;
  const named = Object.entries(webhooks).map(([channel, url]) => [webhookVariable(channel), url]);
  return { SUBTRAIL_SLACK_WEBHOOK: webhook, ...Object.fromEntries(named) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
