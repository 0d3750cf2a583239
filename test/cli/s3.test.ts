import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deliveryBytes, demoOptions, generateOrganisation } from '../../bench/organisation/generate-organisation.ts';
import { queryLake, runCli } from './run-cli.ts';

let folder = '';
let endpoint = '';
let server: Awaited<ReturnType<typeof startFauxqs>>;
const { deliveries } = generateOrganisation({
  ...demoOptions(new Date('2026-11-23T00:00:00Z')),
  weeks: 1,
  hoursPerDelivery: 24,
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'subtrail-s3-'));
  server = await startFauxqs({ port: 0, logger: false });
  endpoint = server.address;
  const client = new S3Client({
    endpoint,
    region: 'eu-central-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await client.send(new CreateBucketCommand({ Bucket: 'acme-trail' }));
  for (const delivery of deliveries) {
    await client.send(
      new PutObjectCommand({ Bucket: 'acme-trail', Key: `log archive/${delivery.key}`, Body: deliveryBytes(delivery) }),
    );
  }
  client.destroy();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const env = () => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
});

describe('ingest from S3', () => {
  it('reads a prefix of a bucket once, with more than one worker', async () => {
    const lake = join(folder, 'lake');
    const first = await runCli(
      ['ingest', 's3://acme-trail/log archive/', '--lake', lake, '--workers', '2', '--format', 'json'],
      { env: env() },
    );
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const readable = deliveries.filter((delivery) => /\/CloudTrail\//.test(delivery.key)).length;
    expect(JSON.parse(first.stdout)).toMatchObject([
      { objects: readable, alreadyRead: 0, passedOver: { digest: 1, insight: 1, unrelated: 1 } },
    ]);
    const [calls] = await queryLake(
      lake,
      "select count(*) as calls, count(distinct source_object) as objects, min(source_object) as first from calls where source_object like 's3://acme-trail/log%'",
    );
    expect(Number(calls?.['calls'])).toBe(deliveries.flatMap((delivery) => delivery.truth).length);
    const second = await runCli(['ingest', 's3://acme-trail/log archive/', '--lake', lake, '--format', 'json'], {
      env: env(),
    });
    expect(JSON.parse(second.stdout)).toMatchObject([{ objects: 0, alreadyRead: readable }]);
  });

  it('takes only the accounts, regions and times asked for', async () => {
    const lake = join(folder, 'filtered');
    const args = [
      '--accounts',
      '333344445555',
      '--regions',
      'eu-central-1',
      '--since',
      '2026-11-18',
      '--until',
      '2026-11-20',
    ];
    expect((await runCli(['ingest', 's3://acme-trail', '--lake', lake, ...args], { env: env() })).code).toBe(0);
    const rows = await queryLake(lake, 'select distinct account_id, region from deliveries');
    expect(rows).toEqual([{ account_id: '333344445555', region: 'eu-central-1' }]);
    const [span] = await queryLake(
      lake,
      "select count(*) as outside from deliveries where delivered_at < timestamp '2026-11-18 00:00:00' or delivered_at >= timestamp '2026-11-20 00:00:00'",
    );
    expect(span).toEqual({ outside: 0 });
  });

  it('says in one line that a bucket is not there, and that nobody answers', async () => {
    const lake = join(folder, 'none');
    const missing = await runCli(['ingest', 's3://no-such-bucket/', '--lake', lake], { env: env() });
    expect(missing.code).toBe(3);
    expect(missing.stderr).toMatch(/^subtrail: .*no-such-bucket.*\n$/);
    const nobody = await runCli(['ingest', 's3://acme-trail/', '--lake', lake], {
      env: { ...env(), AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' },
    });
    expect(nobody.code).toBe(3);
    expect(nobody.stderr).toMatch(/^subtrail: .*\n$/);
  });
}, 120_000);
