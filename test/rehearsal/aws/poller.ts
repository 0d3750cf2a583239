import { setTimeout as wait } from 'node:timers/promises';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { InvocationReport } from '../lambda/environment.ts';
import type { LambdaFunction } from '../lambda/lambda-service.ts';
import type { EventSourceMapping } from '../template/read-service.ts';

/**
 * What a poller works with.
 * **shape**: `retrySeconds` stands in for the queue's visibility timeout, so that a message that failed is seen again soon;
 * `concurrency` is what this machine can do, where the mapping allows more.
 */
export interface PollerOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly mapping: EventSourceMapping;
  readonly target: LambdaFunction;
  readonly retrySeconds: number;
  readonly concurrency: number;
}

/** What became of the messages of a run. */
export interface PollerOutcome {
  readonly batches: number;
  readonly deleted: number;
  readonly failed: number;
}

/** Messages of one answer of SQS. */
const receivedMax = 10;

/**
 * Lambda's poller for one queue: hands over batches until the queue has stayed empty for a while.
 * **shape**: what the function does not name as failed is deleted; all of it fails when it throws, or names what was not in the batch.
 * **source**: Lambda developer guide, using Lambda with SQS (read 2026-11)
 */
export async function drainQueue(options: PollerOptions): Promise<PollerOutcome> {
  const outcome = { batches: 0, deleted: 0, failed: 0 };
  const poll = async (): Promise<void> => {
    // Longer than a failed message stays out of sight, so that it is waited for.
    for (let quietMillis = 0; quietMillis <= options.retrySeconds * 1_000 + 500; ) {
      const startedAt = Date.now();
      const batch = await receiveBatch(options);
      if (batch.length === 0) {
        await wait(100);
        quietMillis += Date.now() - startedAt;
        continue;
      }
      quietMillis = 0;
      const report = await options.target.invoke(eventOf(batch, options.mapping));
      const failed = failedOf(report, batch, options.mapping);
      outcome.batches += 1;
      outcome.failed += failed.length;
      outcome.deleted += batch.length - failed.length;
      await settle(options, batch, new Set(failed));
    }
  };
  const pollers = Math.max(1, Math.min(options.concurrency, options.mapping.concurrencyMax));
  await Promise.all(Array.from({ length: pollers }, poll));
  return outcome;
}

/** As many messages as the mapping wants, from answers that hold ten at most, within its window. */
async function receiveBatch({ sqs, queueUrl, mapping }: PollerOptions): Promise<Message[]> {
  const batch: Message[] = [];
  while (batch.length < mapping.batchSize) {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: Math.min(receivedMax, mapping.batchSize - batch.length),
        AttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    batch.push(...messages);
    // A window would wait for more here; an empty queue tells that there is no more to wait for.
    if (messages.length === 0) return batch;
  }
  return batch;
}

/** The event as the function sees it: names begin with small letters. */
const eventOf = (batch: readonly Message[], mapping: EventSourceMapping): object => ({
  Records: batch.map((message) => ({
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: {},
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: mapping.queueArn,
    awsRegion: mapping.queueArn.split(':')[3],
  })),
});

/** Ids of messages that failed. */
function failedOf({ outcome }: InvocationReport, batch: readonly Message[], mapping: EventSourceMapping): string[] {
  const all = batch.map((message) => message.MessageId ?? '');
  if (outcome.kind !== 'response') return all;
  if (!mapping.reportsItemFailures) return [];
  const value = (outcome.value ?? {}) as { batchItemFailures?: unknown };
  const { batchItemFailures: failures = [] } = value;
  if (!Array.isArray(failures)) return all;
  const ids = failures.map((one: { itemIdentifier?: unknown } | null) => one?.itemIdentifier);
  return ids.every((id) => typeof id === 'string' && all.includes(id)) ? [...new Set(ids as string[])] : all;
}

async function settle(options: PollerOptions, batch: readonly Message[], failed: ReadonlySet<string>): Promise<void> {
  const { sqs, queueUrl: QueueUrl, retrySeconds } = options;
  for (const { MessageId: id = '', ReceiptHandle } of batch) {
    const command = failed.has(id)
      ? new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: retrySeconds })
      : new DeleteMessageCommand({ QueueUrl, ReceiptHandle });
    await (command instanceof DeleteMessageCommand ? sqs.send(command) : sqs.send(command));
  }
}
