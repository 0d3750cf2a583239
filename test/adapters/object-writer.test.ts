import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFileWriter } from '../../adapters/files/object-writer.ts';
import { openS3Object } from '../../adapters/s3/object-opener.ts';
import { createS3ObjectWriter } from '../../adapters/s3/object-writer.ts';

const lines = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `acme-trail,AWSLogs/${String(index).padStart(9, '0')}\n`);

let folder: string;
let server: FauxqsServer;
let client: S3Client;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'subtrail-writer-'));
  server = await startFauxqs({ port: 0, logger: false });
  server.createBucket('acme-lake');
  client = new S3Client({
    endpoint: server.address,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});
afterAll(async () => {
  client.destroy();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('createS3ObjectWriter()', () => {
  const bucket = 'acme-lake';

  test.each([
    ['one request', 3],
    ['many parts', 400_000],
  ])('writes an object in %s, and knows its size and version', async (_, count) => {
    const key = `backfill/${count}/manifest.csv`;
    const writer = createS3ObjectWriter({ client, bucket, key, partBytes: 5 * 1024 * 1024 });
    const wanted = lines(count);
    for (const line of wanted) await writer.write(line);
    const written = await writer.finish();

    const { object, bytes } = await openS3Object({ client, bucket }, key);
    expect(await text(bytes)).toBe(wanted.join(''));
    expect(written).toEqual({ ...object, uri: `s3://acme-lake/${key}` });
  });

  test('leaves nothing behind when it is given up', async () => {
    const writer = createS3ObjectWriter({ client, bucket, key: 'given-up', partBytes: 5 * 1024 * 1024 });
    for (const line of lines(200_000)) await writer.write(line);
    await writer.abandon();
    await expect(openS3Object({ client, bucket }, 'given-up')).rejects.toMatchObject({ code: 'object_unreadable' });
    const { Uploads: uploads = [] } = await client
      .send(new ListMultipartUploadsCommand({ Bucket: bucket }))
      .catch(() => ({ Uploads: [] }));
    expect(uploads).toEqual([]);
  });

  test('says which object could not be written', async () => {
    const writer = createS3ObjectWriter({ client, bucket: 'no-such-bucket', key: 'a' });
    await writer.write('x');
    await expect(writer.finish()).rejects.toMatchObject({
      code: 'object_unreadable',
      message: expect.stringContaining('Write "s3://no-such-bucket/a"'),
    });
  });
});

describe('createFileWriter()', () => {
  test('shows the file when it is finished, and not before', async () => {
    const path = join(folder, 'plans', 'manifest.csv');
    const writer = createFileWriter(path);
    const wanted = lines(100_000);
    for (const line of wanted) await writer.write(line);
    expect(readdirSync(join(folder, 'plans'))).not.toContain('manifest.csv');
    const { sizeBytes } = await writer.finish();
    expect(readFileSync(path, 'utf8')).toBe(wanted.join(''));
    expect(sizeBytes).toBe(wanted.join('').length);
    expect(readdirSync(join(folder, 'plans'))).toEqual(['manifest.csv']);
  });

  test('leaves an earlier file as it was when it is given up', async () => {
    const path = join(folder, 'kept.csv');
    writeFileSync(path, 'before');
    const writer = createFileWriter(path);
    for (const line of lines(100_000)) await writer.write(line);
    await writer.abandon();
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  });
});
