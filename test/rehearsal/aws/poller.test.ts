import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InvocationOutcome, InvocationReport } from '../lambda/environment.ts';
import type { LambdaFunction } from '../lambda/lambda-service.ts';
import { drainQueue } from './poller.ts';

let server: Awaited<ReturnType<typeof startFauxqs>>;
let sqs: SQSClient;
beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false });
  sqs = new SQSClient({
    endpoint: server.address,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
});
afterAll(async () => {
  sqs.destroy();
  await server.stop();
});

interface Batch {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/** A function that answers as it is told. */
const functionOf = (answer: (batch: Batch) => InvocationOutcome): LambdaFunction => ({
  settings: {} as LambdaFunction['settings'],
  reports: [],
  invoke: async (event) => ({ outcome: answer(event as Batch) }) as InvocationReport,
  load: async () => null,
  stop: async () => undefined,
});

async function drain(
  name: string,
  bodies: readonly string[],
  answer: (batch: Batch) => InvocationOutcome,
  reportsItemFailures = true,
) {
  const { queueArn: deadLetterTargetArn } = server.createQueue(`${name}-dead`);
  const { queueUrl, queueArn } = server.createQueue(name, {
    attributes: {
      VisibilityTimeout: '900',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 }),
    },
  });
  for (const MessageBody of bodies) await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
  const mapping = {
    functionArn: 'f',
    queueArn,
    batchSize: 15,
    windowSeconds: 60,
    reportsItemFailures,
    concurrencyMax: 1,
  };
  const outcome = await drainQueue({
    sqs,
    queueUrl,
    mapping,
    target: functionOf(answer),
    retrySeconds: 0,
    concurrency: 2,
  });
  const dead = server.inspectQueue(`${name}-dead`)?.messages.ready.map(({ body }) => body);
  return { outcome, dead };
}

describe('drainQueue()', () => {
  it('hands over batches of the mapping, deletes what worked, and sets aside what fails for ever', async () => {
    const sizes: number[] = [];
    const { outcome, dead } = await drain(
      'some',
      [...Array.from({ length: 20 }, (_, index) => `m${index}`), 'poison'],
      (batch) => {
        sizes.push(batch.Records.length);
        const failures = batch.Records.filter(({ body }) => body === 'poison').map(({ messageId }) => ({
          itemIdentifier: messageId,
        }));
        return { kind: 'response', value: { batchItemFailures: failures } };
      },
    );
    expect(outcome).toMatchObject({ deleted: 20, failed: 2 });
    expect(sizes[0]).toBe(15);
    expect(dead).toEqual(['poison']);
  });

  it.each<[string, InvocationOutcome]>([
    ['throws', { kind: 'error', error: { errorType: 'Error', errorMessage: 'no' } }],
    ['runs into its timeout', { kind: 'timeout', error: { errorType: 'Sandbox.Timedout', errorMessage: 'no' } }],
    [
      'names a message that it was not given',
      { kind: 'response', value: { batchItemFailures: [{ itemIdentifier: 'other' }] } },
    ],
    ['answers nonsense', { kind: 'response', value: { batchItemFailures: 'all' } }],
  ])('takes a whole batch for failed where the function %s', async (what, answer) => {
    const { outcome, dead } = await drain(what.replaceAll(' ', '-'), ['a', 'b'], () => answer);
    expect(outcome).toMatchObject({ deleted: 0, failed: 4 });
    expect(dead?.length).toBe(2);
  });

  it('deletes all where the mapping does not ask for failures', async () => {
    const failure = (batch: Batch) => ({
      batchItemFailures: batch.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
    });
    const { outcome } = await drain('careless', ['a'], (batch) => ({ kind: 'response', value: failure(batch) }), false);
    expect(outcome).toMatchObject({ deleted: 1, failed: 0 });
  });
});
