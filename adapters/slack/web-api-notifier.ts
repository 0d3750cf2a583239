import {
  type ChatPostMessageArguments,
  LogLevel,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebClient,
} from '@slack/web-api';
import pThrottle from 'p-throttle';
import type { Notifier } from '../../jobs/ports.ts';
import {
  classifyConnectionFailure,
  classifyStatus,
  errorCodeIn,
  type SlackFailure,
  type SlackPatience,
  sendWithRetries,
  slackPatience,
  slackTimeoutMillis,
} from './send-with-retries.ts';

/** A client that leaves waiting and retrying to us, so that nothing is sent twice without saying so. */
export const createSlackClient = (
  token: string,
  options: { readonly apiUrl?: string; readonly timeoutMillis?: number } = {},
): WebClient =>
  new WebClient(token, {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: options.timeoutMillis ?? slackTimeoutMillis,
    logLevel: LogLevel.ERROR,
    ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl }),
  });

/** `messagesPerSecond` of one channel: Slack takes one, with short bursts. */
export interface SlackNotifierOptions {
  readonly patience?: SlackPatience;
  readonly messagesPerSecond?: number;
}

/**
 * Posts with a bot token: any channel the bot is in, and threads.
 * **errors**: `notify_failed`.
 * **source**: Slack, chat.postMessage: failures come with status 200 and `ok: false` (read 2026-11)
 */
export function createSlackWebApiNotifier(client: WebClient, options: SlackNotifierOptions = {}): Notifier {
  const throttle = pThrottle({ limit: options.messagesPerSecond ?? 1, interval: 1_000 });
  const turn = throttle(async () => undefined);
  return {
    send: (message) =>
      sendWithRetries({
        channel: message.channel,
        patience: options.patience ?? slackPatience,
        classify,
        attempt: async (mayRepeat) => {
          await turn();
          const { text, blocks } = message.render(mayRepeat);
          const post: object = {
            channel: message.channel,
            text,
            blocks,
            unfurl_links: false,
            unfurl_media: false,
            ...(message.threadId === null ? {} : { thread_ts: message.threadId, reply_broadcast: message.isBroadcast }),
          };
          const answer = await client.chat.postMessage(post as ChatPostMessageArguments);
          return { channelId: answer.channel ?? null, messageId: answer.ts ?? null };
        },
      }),
  };
}

/** Failures that pass by themselves, by Slack's code. */
const passing = new Set([
  'ratelimited',
  'rate_limited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);

const advice: Readonly<Record<string, string>> = {
  not_in_channel: 'invite the bot to the channel',
  channel_not_found: 'no such channel, or a private one that the bot is not in',
  is_archived: 'the channel is archived',
  invalid_auth: 'the token is not valid',
  token_revoked: 'the token was revoked',
  missing_scope: 'the bot needs the scope chat:write',
};

function classify(error: unknown): SlackFailure {
  if (error instanceof WebAPIRateLimitedError) return classifyStatus(429, '', String(error.retryAfter));
  if (error instanceof WebAPIHTTPError) return classifyStatus(error.statusCode, '', null);
  if (error instanceof WebAPIPlatformError) {
    const code = errorCodeIn(error.data.error);
    const isPassing = passing.has(code);
    return {
      reason: `Slack refused it (${code}${advice[code] === undefined ? '' : `: ${advice[code]}`})`,
      isPermanent: !isPassing,
      mayHaveArrived: ['internal_error', 'fatal_error', 'request_timeout'].includes(code),
      retryAfterSeconds: null,
    };
  }
  return classifyConnectionFailure(error);
}
