import { IncomingWebhook, IncomingWebhookHTTPError, type IncomingWebhookSendArguments } from '@slack/webhook';
import pThrottle from 'p-throttle';
import type { Notifier } from '../../jobs/ports.ts';
import {
  classifyConnectionFailure,
  classifyStatus,
  errorCodeIn,
  type SlackFailure,
  sendWithRetries,
  slackPatience,
  slackTimeoutMillis,
} from './send-with-retries.ts';
import type { SlackNotifierOptions } from './web-api-notifier.ts';

/**
 * Posts to incoming webhooks, each of which is one channel. They have no threads: what follows is a message of its own.
 * **shape**: `urlFor` gives the webhook of a channel, undefined where there is none.
 * **errors**: `notify_failed`; the address is a secret and never part of it.
 * **source**: Slack, incoming webhooks, handling errors (read 2026-11)
 */
export function createSlackWebhookNotifier(
  urlFor: (channel: string) => string | undefined,
  options: SlackNotifierOptions & { readonly timeoutMillis?: number } = {},
): Notifier {
  const turn = pThrottle({ limit: options.messagesPerSecond ?? 1, interval: 1_000 })(async () => undefined);
  return {
    send: (message) => {
      // The SDK does not hand on how long Slack asks us to wait.
      let retryAfter: string | null = null;
      const fetchAndNote: typeof fetch = async (...request) => {
        const answer = await fetch(...request);
        retryAfter = answer.headers.get('retry-after');
        return answer;
      };
      return sendWithRetries({
        channel: message.channel,
        patience: options.patience ?? slackPatience,
        classify: (error) => classify(error, retryAfter),
        attempt: async (mayRepeat) => {
          const url = urlFor(message.channel);
          if (url === undefined) throw new NoWebhook();
          await turn();
          const { text, blocks } = message.render(mayRepeat);
          const webhook = new IncomingWebhook(url, {
            timeout: options.timeoutMillis ?? slackTimeoutMillis,
            fetch: fetchAndNote,
          });
          await webhook.send({
            text,
            blocks: blocks as NonNullable<IncomingWebhookSendArguments['blocks']>,
            unfurl_links: false,
            unfurl_media: false,
          });
          return { channelId: null, messageId: null };
        },
      });
    },
  };
}

class NoWebhook extends Error {}

function classify(error: unknown, retryAfter: string | null): SlackFailure {
  if (error instanceof NoWebhook) {
    return { reason: 'no webhook is set for it', isPermanent: true, mayHaveArrived: false, retryAfterSeconds: null };
  }
  if (error instanceof IncomingWebhookHTTPError)
    return classifyStatus(error.statusCode, errorCodeIn(error.body), retryAfter);
  return classifyConnectionFailure(error);
}
