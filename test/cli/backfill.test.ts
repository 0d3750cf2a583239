import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openS3Object } from '../../adapters/s3/object-opener.ts';
import { createS3ObjectStore } from '../../adapters/s3/object-store.ts';
import { runCli } from './run-cli.ts';

const key = (day: string, account: string) =>
  `log archive/AWSLogs/${account}/CloudTrail/eu-west-1/2026/11/${day}/${account}_CloudTrail_eu-west-1_202611${day}T1005Z_AAAAAAAAAAAAAAAA.json.gz`;
const digest = key('20', '111122223333')
  .replace('/CloudTrail/', '/CloudTrail-Digest/')
  .replace('_CloudTrail_', '_CloudTrail-Digest_');

let folder = '';
let server: FauxqsServer;
let client: S3Client;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'subtrail-backfill-'));
  server = await startFauxqs({ port: 0, logger: false });
  for (const bucket of ['acme-trail', 'acme-lake', 'acme-empty']) server.createBucket(bucket);
  client = new S3Client({
    endpoint: server.address,
    region: 'eu-central-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  for (const Key of [key('19', '111122223333'), key('20', '111122223333'), key('20', '123456789012'), digest])
    await client.send(new PutObjectCommand({ Bucket: 'acme-trail', Key, Body: Buffer.alloc(1000) }));
});
afterAll(async () => {
  client.destroy();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: string[]) =>
  runCli(['backfill', ...args], {
    cwd: folder,
    env: {
      AWS_ENDPOINT_URL: server.address,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  });

describe('subtrail backfill', () => {
  it('writes a manifest below the lake, and the command that runs it', async () => {
    const arns = [
      ...['--account-id', '111122223333', '--role-arn', 'arn:aws:iam::111122223333:role/batch'],
      ...['--function-arn', 'arn:aws:lambda:eu-central-1:111122223333:function:subtrail-backfill'],
    ];
    const { code, stdout, stderr } = await run('s3://acme-trail/log archive', '--to', 's3://acme-lake/sub', ...arns);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('3 deliveries, 3.0 kB compressed; passed over: 1 digest');
    expect(stdout).toContain('S3 Batch Operations, job');
    expect(stdout).toContain('aws s3control create-job');
    expect(stdout).not.toMatch(/<[A-Z]/);

    const place = /s3:\/\/acme-lake\/(sub\/backfill\/\S+\/manifest\.csv)/.exec(stdout)?.[1] ?? '';
    const { object, bytes } = await openS3Object({ client, bucket: 'acme-lake' }, place);
    expect((await text(bytes)).split('\n')).toEqual([
      ...[key('19', '111122223333'), key('20', '111122223333'), key('20', '123456789012')].map(
        (one) => `acme-trail,${one.replace(' ', '%20')}`,
      ),
      '',
    ]);
    expect(stdout).toContain(`"ObjectArn":"arn:aws:s3:::acme-lake/${place}","ETag":"${object.version}"`);
  });

  it('lists and reckons only, in a dry run', async () => {
    const before = await objectsIn('acme-lake');
    const { code, stdout } = await run('s3://acme-trail', '--dry-run', '--format', 'json', '--since', '2026-11-20');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      {
        objects: 2,
        compressedBytes: 2000,
        passedOver: { digest: 1, outside_filter: 1 },
        manifest: null,
        command: null,
      },
    ]);
    expect(await objectsIn('acme-lake')).toEqual(before);
  });

  it('writes a file instead, and marks what it cannot know', async () => {
    const { code, stdout } = await run('s3://acme-trail', '--out', 'plan/manifest.csv', '--accounts', '123456789012');
    expect(code).toBe(0);
    expect(readFileSync(join(folder, 'plan', 'manifest.csv'), 'utf8')).toMatch(/^acme-trail,log%20archive\/.*\n$/);
    for (const mark of ['<ACCOUNT_ID>', '<LAKE_BUCKET>', '<ETAG_OF_THE_MANIFEST>']) expect(stdout).toContain(mark);
  });

  it('refuses wrong use, in one line, and leaves nothing behind', async () => {
    for (const [args, wanted] of [
      [['s3://acme-trail'], '--dry-run'],
      [['./logs', '--dry-run'], 's3://bucket/prefix'],
      [['s3://acme-trail', '--dry-run', '--account-id', '12'], '12 digits'],
      [['s3://acme-trail', '--dry-run', '--role-arn', 'batch'], 'an ARN of iam'],
      [['s3://acme-empty', '--out', 'none.csv'], 'no object at all'],
      [['s3://acme-trail', '--out', 'none.csv', '--since', '2027-01-01'], '3 outside filter'],
    ] as const) {
      const { code, stdout, stderr } = await run(...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(wanted);
    }
    expect(existsSync(join(folder, 'none.csv'))).toBe(false);
    const missing = await run('s3://no-such-bucket', '--dry-run');
    expect(missing.code).toBe(3);
    expect(missing.stderr).toMatch(/^subtrail: .*no-such-bucket.*\n$/);
  });
}, 120_000);

async function objectsIn(bucket: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const object of createS3ObjectStore({ client, bucket, prefix: '' }).list('')) keys.push(object.key);
  return keys;
}
