import { describe, expect, test } from 'vitest';
import { createS3Client } from '../../../adapters/s3/s3-client.ts';

const hostOf = async (environment: Readonly<Record<string, string>>): Promise<string | undefined> => {
  const endpoint = await createS3Client(environment).config.endpoint?.();
  return endpoint?.hostname;
};

describe('createS3Client()', () => {
  test('goes to the server that AWS_ENDPOINT_URL names, by path', async () => {
    const client = createS3Client({ AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' });
    expect((await client.config.endpoint?.())?.port).toBe(4566);
    expect(client.config.forcePathStyle).toBe(true);
    expect(await client.config.region()).toBe('us-east-1');
  });

  test('prefers the address that is for S3 alone', async () => {
    const host = await hostOf({ AWS_ENDPOINT_URL: 'http://192.0.2.1', AWS_ENDPOINT_URL_S3: 'http://192.0.2.2' });
    expect(host).toBe('192.0.2.2');
  });

  test.each([{}, { AWS_ENDPOINT_URL: '' }])('goes to AWS otherwise, by host name: %j', async (environment) => {
    const client = createS3Client({ AWS_REGION: 'eu-central-1', ...environment });
    expect(client.config.forcePathStyle).toBe(false);
    expect(await client.config.region()).toBe('eu-central-1');
  });
});
