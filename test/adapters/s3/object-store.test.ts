import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createS3ObjectStore } from '../../../adapters/s3/object-store.ts';
import type { ObjectStore } from '../../../jobs/ports.ts';
import { testObjectStoreConformance } from '../object-store-conformance.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

const clientOf = (port: number): S3Client =>
  new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials,
    maxAttempts: 1,
  });

const keysOf = async (store: ObjectStore, prefix = ''): Promise<string[]> => {
  const found: string[] = [];
  for await (const object of store.list(prefix)) found.push(object.key);
  return found;
};

let server: FauxqsServer;
let client: S3Client;
beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false });
  client = clientOf(server.port);
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

testObjectStoreConformance('createS3ObjectStore() over a bucket', async () => {
  server.createBucket('conformance');
  return createS3ObjectStore({ client, bucket: 'conformance', prefix: '' });
});

testObjectStoreConformance('createS3ObjectStore() below a prefix', async () => {
  server.createBucket('conformance-prefix');
  await client.send(new PutObjectCommand({ Bucket: 'conformance-prefix', Key: 'lake-old/other', Body: 'x' }));
  await client.send(new PutObjectCommand({ Bucket: 'conformance-prefix', Key: 'outside', Body: 'x' }));
  return createS3ObjectStore({ client, bucket: 'conformance-prefix', prefix: 'lake/' });
});

describe('createS3ObjectStore()', () => {
  const put = (key: string, content = 'x') =>
    client.send(new PutObjectCommand({ Bucket: 'logs', Key: key, Body: Buffer.from(content) }));
  beforeAll(() => {
    server.createBucket('logs');
  });
  afterEach(() => server.emptyBucket('logs'));

  test('takes a prefix without a slash as a folder, not as the start of a name', async () => {
    await put('trail/AWSLogs/one', 'one');
    await put('trail-old/AWSLogs/two');
    const store = createS3ObjectStore({ client, bucket: 'logs', prefix: 'trail' });

    expect(await keysOf(store)).toEqual(['AWSLogs/one']);
    expect(await keysOf(store, 'AWSLogs/')).toEqual(['AWSLogs/one']);
    expect(await text(await store.read('AWSLogs/one'))).toBe('one');
  });

  test('takes a prefix that names one object as that object', async () => {
    await put('trail/one.json.gz', 'one');
    await put('trail/one.json.gz.bak');
    const store = createS3ObjectStore({ client, bucket: 'logs', prefix: 'trail/one.json.gz' });

    expect(await keysOf(store)).toEqual(['one.json.gz']);
    expect(await keysOf(store, 'two')).toEqual([]);
    expect(await text(await store.read('one.json.gz'))).toBe('one');
  });

  test('gives the address in the bucket, unencoded, and the ETag as the version', async () => {
    await put('a b/ü+%.json');
    const objects = createS3ObjectStore({ client, bucket: 'logs', prefix: 'a b/' }).list('');
    const { value } = await objects[Symbol.asyncIterator]().next();
    expect(value).toEqual({
      uri: 's3://logs/a b/ü+%.json',
      key: 'ü+%.json',
      sizeBytes: 1,
      version: '9dd4e461268c8034f5c8564e155c67a6', // MD5 of "x"
    });
  });

  test('leaves out folder markers', async () => {
    await put('trail/', '');
    await put('trail/one');
    expect(await keysOf(createS3ObjectStore({ client, bucket: 'logs', prefix: '' }))).toEqual(['trail/one']);
  });

  test('says which bucket is not there', async () => {
    const store = createS3ObjectStore({ client, bucket: 'missing-bucket', prefix: '' });
    const wanted = { code: 'object_unreadable', retryable: false, message: expect.stringContaining('missing-bucket') };
    await expect(keysOf(store)).rejects.toMatchObject(wanted);
    await expect(store.read('a')).rejects.toMatchObject(wanted);
    await expect(store.write('a', new Uint8Array())).rejects.toMatchObject(wanted);
  });
});

describe('createS3ObjectStore() against a server that misbehaves', () => {
  let broken: Server | undefined;
  afterEach(async () => {
    await new Promise<void>((done) => (broken === undefined ? done() : void broken.close(() => done())));
    broken = undefined;
  });

  const storeAgainst = async (listener: RequestListener): Promise<ObjectStore> => {
    const listening = createServer(listener);
    broken = listening;
    await new Promise<void>((done) => void listening.listen(0, '127.0.0.1', done));
    const { port } = listening.address() as AddressInfo;
    return createS3ObjectStore({ client: clientOf(port), bucket: 'logs', prefix: '' });
  };

  const page = (keys: readonly string[], token: string): string =>
    `<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>${token}</NextContinuationToken>${keys
      .map((key) => `<Contents><Key>${key}</Key><Size>1</Size><ETag>"e"</ETag></Contents>`)
      .join('')}</ListBucketResult>`;

  test('refuses a listing that repeats its last key', async () => {
    let pages = 0;
    const store = await storeAgainst((_request, response) => {
      pages += 1;
      response.end(page(['a', 'b'], `token-${pages}`));
    });
    await expect(keysOf(store)).rejects.toMatchObject({ code: 'object_unreadable', retryable: false });
    expect(pages).toBe(2);
  });

  test('refuses a listing that repeats its token without a key', async () => {
    let pages = 0;
    const store = await storeAgainst((_request, response) => {
      pages += 1;
      response.end(page([], 'same'));
    });
    await expect(keysOf(store)).rejects.toMatchObject({ code: 'object_unreadable' });
    expect(pages).toBe(2);
  });

  test('goes on over an empty page that leads on', async () => {
    const pages = [
      page(['a'], 't1'),
      page([], 't2'),
      '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>',
    ];
    const store = await storeAgainst((_request, response) => void response.end(pages.shift()));
    expect(await keysOf(store)).toEqual(['a']);
  });

  test.each([
    [503, 'SlowDown', true],
    [500, 'InternalError', true],
    [429, 'TooManyRequests', true],
    [403, 'AccessDenied', false],
    [400, 'InvalidRequest', false],
  ])('tells apart what passes and what does not: %i %s', async (status, code, retryable) => {
    const store = await storeAgainst((_request, response) => {
      response.statusCode = status;
      response.setHeader('content-type', 'application/xml');
      response.end(`<Error><Code>${code}</Code><Message>said so</Message></Error>`);
    });
    await expect(store.read('a')).rejects.toMatchObject({
      code: 'object_unreadable',
      retryable,
      message: expect.stringContaining(code),
      details: { status },
    });
  });

  test('says that an answer broke off halfway, and that it is worth another try', async () => {
    const store = await storeAgainst((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('half');
      setTimeout(() => response.destroy(), 20);
    });
    const stream = await store.read('a');
    await expect(buffer(stream)).rejects.toMatchObject({ code: 'object_unreadable', retryable: true });
  });

  test('says that bytes do not fit their checksum', async () => {
    const store = await storeAgainst((_request, response) => {
      response.writeHead(200, { 'content-length': '4', 'x-amz-checksum-crc32': 'AAAAAA==' });
      response.end('four');
    });
    const stream = await store.read('a');
    await expect(buffer(stream)).rejects.toMatchObject({ code: 'object_unreadable', retryable: true });
  });

  test('says that nobody answers', async () => {
    const store = createS3ObjectStore({ client: clientOf(1), bucket: 'logs', prefix: '' });
    await expect(store.read('a')).rejects.toMatchObject({ code: 'object_unreadable', retryable: true });
  });
});
