import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSlackClient, createSlackWebApiNotifier } from '../../../adapters/slack/web-api-notifier.ts';
import { createSlackWebhookNotifier } from '../../../adapters/slack/webhook-notifier.ts';
import type { Notifier, OutgoingMessage } from '../../../jobs/ports.ts';
import { type FakeSlack, startFakeSlack } from './fake-slack.ts';

const patience = { attemptsMax: 3, firstPauseMillis: 1, retryAfterSecondsMax: 1 };
const message: OutgoingMessage = {
  channel: '#cloud-alerts',
  threadId: null,
  isBroadcast: true,
  render: (mayRepeat) => ({
    text: mayRepeat ? 'again' : 'first',
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text: mayRepeat ? 'again' : 'first' } }],
  }),
};

let slack: FakeSlack;
beforeEach(async () => {
  slack = await startFakeSlack();
});
afterEach(() => slack.close());

const options = { patience, messagesPerSecond: 1_000 };
/** Long enough for a machine that has other things to do. */
const usualMillis = 20_000;
const ways: Readonly<Record<string, (timeoutMillis?: number) => Notifier>> = {
  'web API': (timeoutMillis = usualMillis) =>
    createSlackWebApiNotifier(createSlackClient('xoxb-fake', { apiUrl: slack.apiUrl, timeoutMillis }), options),
  webhook: (timeoutMillis = usualMillis) =>
    createSlackWebhookNotifier(() => slack.webhookUrl, { ...options, timeoutMillis }),
};

describe.each(Object.keys(ways))('Slack by %s', (way) => {
  const send = (changes: Partial<OutgoingMessage> = {}, timeoutMillis?: number) =>
    ways[way]?.(timeoutMillis).send({ ...message, ...changes });
  const texts = () => slack.posted.map((one) => one.text);

  it('sends a message once', async () => {
    await send();
    expect(texts()).toEqual(['first']);
    expect(slack.posted[0]?.blocks).toHaveLength(1);
  });

  it('waits as long as Slack asks, and sends once', async () => {
    slack.behave('limit:0', 'limit:1');
    await send();
    expect(texts()).toEqual(['first']);
    expect(slack.requests).toBe(3);
  });

  it('does not wait for ever', async () => {
    slack.behave('limit:3600');
    await expect(send()).rejects.toMatchObject({
      code: 'notify_failed',
      retryable: true,
      details: { mayHaveArrived: false },
    });
    expect(slack.requests).toBe(1);
  });

  it('tries again after a trouble of Slack, and says that it may be a repeat', async () => {
    slack.behave(503);
    await send();
    expect(texts()).toEqual(['again']);
  });

  it('says that it may be a repeat when the first one did arrive', async () => {
    slack.behave('take-then-500');
    await send();
    expect(texts()).toEqual(['first', 'again']);
  });

  it('gives up on an answer that does not come, and knows that nobody knows', async () => {
    slack.otherwise('take-then-hang');
    await expect(send({}, 200)).rejects.toMatchObject({
      retryable: true,
      details: { mayHaveArrived: true },
      message: expect.stringContaining('no answer'),
    });
    expect(slack.requests).toBe(3);
  });

  it('takes a dropped connection for one of which nobody knows', async () => {
    slack.otherwise('take-then-drop');
    await expect(send()).rejects.toMatchObject({ details: { mayHaveArrived: true } });
  });

  it('does not try again what Slack refuses', async () => {
    slack.behave('channel_is_archived');
    await expect(send()).rejects.toMatchObject({
      code: 'notify_failed',
      retryable: false,
      details: { mayHaveArrived: false },
      message: expect.stringMatching(/#cloud-alerts.*channel_is_archived/),
    });
    expect(slack.requests).toBe(1);
  });

  it('refuses nothing silently: a message over the limits is an error', async () => {
    const blocks = Array.from({ length: 51 }, () => ({ type: 'divider' }));
    await expect(send({ render: () => ({ text: 'x', blocks }) })).rejects.toMatchObject({ retryable: false });
  });

  it('is certain that nothing arrived when there is no connection', async () => {
    await slack.close();
    await expect(send()).rejects.toMatchObject({ retryable: true, details: { mayHaveArrived: false } });
  });
});

describe('Slack by web API', () => {
  it('puts what follows into the thread, and gives what a thread needs', async () => {
    const notifier = ways['web API']?.();
    const receipt = await notifier?.send(message);
    expect(receipt).toEqual({ channelId: 'C0FAKE00001', messageId: '1700000000.000100' });
    await notifier?.send({ ...message, threadId: receipt?.messageId ?? '' });
    expect(slack.posted.map((one) => one.threadTs)).toEqual([null, '1700000000.000100']);
  });

  it('says what to do about the usual refusals', async () => {
    slack.behave('not_in_channel');
    await expect(ways['web API']?.().send(message)).rejects.toThrow(/invite the bot/);
  });
});

describe('Slack by webhook', () => {
  it('does not repeat its address, nor an answer that is no code', async () => {
    slack.behave('<b>no & never</b>');
    const failure = await ways['webhook']?.()
      .send(message)
      .catch((error: unknown) => error);
    expect(String(failure)).not.toMatch(/secret|<b>|http/);
  });

  it('refuses a channel without a webhook', async () => {
    const notifier = createSlackWebhookNotifier(() => undefined, options);
    await expect(notifier.send(message)).rejects.toMatchObject({
      retryable: false,
      message: expect.stringContaining('no webhook'),
    });
  });
});
