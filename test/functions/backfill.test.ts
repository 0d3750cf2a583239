import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createS3ObjectStore } from '../../adapters/s3/object-store.ts';
import type { BatchOperationsAnswer } from '../../core/backfill/batch-operations.ts';

// Beside a packed function lies the policy; in the sources there is none.
vi.mock('../../functions/bundled-policy.ts', () => ({ readBundledIssuers: () => new Map() }));

const key = (name: string) =>
  `log archive/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/20/111122223333_CloudTrail_eu-west-1_20261120T1005Z_${name}.json.gz`;
const record = (name: string) => ({
  eventTime: '2026-11-20T10:00:00Z',
  eventSource: 's3.amazonaws.com',
  eventName: name,
  eventID: '11111111-2222-3333-4444-555555555555',
  recipientAccountId: '111122223333',
  userIdentity: { type: 'Root' },
});
const context = { getRemainingTimeInMillis: () => 300_000, functionName: 'backfill', awsRequestId: 'r' } as Context;

let server: FauxqsServer;
/** Stands before S3, and says for some keys what S3 says on bad days. */
let proxy: Server;
let client: S3Client;
let invoke: (event: unknown) => Promise<BatchOperationsAnswer>;
const printed: string[] = [];

beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false });
  for (const bucket of ['acme-trail', 'acme-lake']) server.createBucket(bucket);
  proxy = createServer((request, response) => {
    const status = /_(\d{3})[A-Z]+\.json/.exec(request.url ?? '')?.[1];
    if (status !== undefined) {
      response.writeHead(Number(status), { 'content-type': 'application/xml' });
      response.end(
        `<Error><Code>${status === '403' ? 'AccessDenied' : 'SlowDown'}</Code><Message>said so</Message></Error>`,
      );
    } else response.writeHead(307, { location: `${server.address}${request.url}` }).end();
  });
  client = new S3Client({
    endpoint: server.address,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await new Promise<void>((done) => void proxy.listen(0, '127.0.0.1', done));
  vi.stubEnv('AWS_ENDPOINT_URL_S3', server.address);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('SUBTRAIL_LAKE_LOCATION', 's3://acme-lake/sub');
  vi.stubEnv('SUBTRAIL_SOURCE_BUCKETS', 'acme-trail');
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'subtrail');
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'subtrail');
  vi.stubEnv('POWERTOOLS_DEV', 'true'); // on a console that can be listened to
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, method).mockImplementation((...words: unknown[]) => void printed.push(words.join(' ')));
  const { handler } = await import('../../functions/backfill.ts');
  invoke = (event) => handler(event, context);
});
afterAll(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  client.destroy();
  proxy.close();
  await server.stop();
});
beforeEach(() => {
  printed.length = 0;
});

const put = (name: string, body: Buffer) =>
  client.send(new PutObjectCommand({ Bucket: 'acme-trail', Key: key(name), Body: body }));

const second = (...keys: string[]) => ({
  invocationSchemaVersion: '2.0',
  invocationId: 'invocation',
  job: { id: 'job', userArguments: {} },
  tasks: keys.map((one, index) => ({
    taskId: `t${index}`,
    s3Key: encodeURIComponent(one).replaceAll('%2F', '/'),
    s3VersionId: null,
    s3Bucket: 'acme-trail',
  })),
});

async function stagedKeys(): Promise<string[]> {
  const found: string[] = [];
  for await (const object of createS3ObjectStore({ client, bucket: 'acme-lake', prefix: '' }).list(''))
    found.push(object.key.replace(/slot=\d{8}T\d{2}(00|15|30|45)00Z/, 'slot=SLOT').replace(/[0-9a-f]{32}/, 'ID'));
  return found;
}

describe('the function backfill', () => {
  test('stages what a task of version 1.0 names, and answers in its version', async () => {
    await put('AAAAAAAAAAAAAAAA', gzipSync(JSON.stringify({ Records: [record('ListBuckets')] })));
    const answer = await invoke({
      invocationSchemaVersion: '1.0',
      invocationId: 'invocation',
      job: { id: 'job' },
      tasks: [
        {
          taskId: 'one',
          s3Key: key('AAAAAAAAAAAAAAAA').replace(' ', '+'),
          s3VersionId: '1',
          s3BucketArn: 'arn:aws:s3:::acme-trail',
        },
      ],
    });
    expect(answer).toEqual({
      invocationSchemaVersion: '1.0',
      treatMissingKeysAs: 'PermanentFailure',
      invocationId: 'invocation',
      results: [{ taskId: 'one', resultCode: 'Succeeded', resultString: '1 records = 1 rows + 0 rejects + 0 skipped' }],
    });
    expect(await stagedKeys()).toEqual([
      'sub/staged/staged_deliveries/slot=SLOT/ID.parquet',
      'sub/staged/staged_events/slot=SLOT/ID-0.parquet',
    ]);
    expect(printed.join('\n')).toMatch(/"RowsStaged":(1|\[1\])/);
  });

  test('answers for every task of version 2.0, each by itself', async () => {
    await put('BBBBBBBBBBBBBBBB', gzipSync(JSON.stringify({ Records: [record('SecretCall')] })).subarray(0, 40));
    const digest = key('D')
      .replace('/CloudTrail/', '/CloudTrail-Digest/')
      .replace('_CloudTrail_', '_CloudTrail-Digest_');
    const { results } = await invoke(second(key('BBBBBBBBBBBBBBBB'), digest, key('MISSING')));
    expect(results.map(({ taskId, resultCode }) => [taskId, resultCode])).toEqual([
      ['t0', 'Succeeded'],
      ['t1', 'Succeeded'],
      ['t2', 'PermanentFailure'],
    ]);
    expect(results[0]?.resultString).toContain('not read to its end');
    expect(results[1]?.resultString).toBe('passed over: digest');
    expect(results[2]?.resultString).toContain('NoSuchKey');
    expect((await stagedKeys()).filter((one) => one.includes('staged_rejects'))).toHaveLength(1);
    expect(printed.join('\n')).not.toContain('SecretCall');
  });

  test('refuses a bucket that it may not read, and an event of another kind', async () => {
    const event = second(key('AAAAAAAAAAAAAAAA'));
    const { results } = await invoke({ ...event, tasks: event.tasks.map((task) => ({ ...task, s3Bucket: 'other' })) });
    expect(results[0]).toMatchObject({ resultCode: 'PermanentFailure' });
    await expect(invoke({ Records: [] })).rejects.toMatchObject({ code: 'wrong_use' });
  });

  test('lets what it has no time for come again', async () => {
    const late = { ...context, getRemainingTimeInMillis: () => 10_000 } as Context;
    const { handler } = await import('../../functions/backfill.ts');
    expect(await handler(second(key('AAAAAAAAAAAAAAAA')), late)).toMatchObject({
      results: [{ taskId: 't0', resultCode: 'TemporaryFailure' }],
    });
  });
});

describe('the function backfill against an S3 on a bad day', () => {
  test.each([
    ['403', 'PermanentFailure'],
    ['503', 'TemporaryFailure'],
  ])('takes %s for a %s', async (status, resultCode) => {
    vi.resetModules();
    const { port } = proxy.address() as AddressInfo;
    vi.stubEnv('AWS_ENDPOINT_URL_S3', `http://127.0.0.1:${port}`);
    const { handler } = await import('../../functions/backfill.ts');
    const { results } = await handler(second(key(`${status}AAAAAAAAAAAA`)), context);
    expect(results[0]).toMatchObject({ resultCode });
  });
});
