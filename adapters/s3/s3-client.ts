import { S3Client } from '@aws-sdk/client-s3';

/** Milliseconds to wait for a connection, and for a connection that has gone quiet: the SDK's own defaults wait for ever. */
const connectionTimeoutMillis = 5_000;
const quietTimeoutMillis = 60_000;

/** Tries of one request in all, with the SDK's growing pauses: a throttled listing of a large bucket needs more than its three. */
const attemptsMax = 5;

/**
 * An S3 client with the SDK's usual credentials and region.
 * Follows a bucket into its own region. `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL` point it at another server, which is
 * then addressed by path, because such servers rarely have a host name for every bucket.
 * **errors**: never throws; missing credentials show at the first request.
 */
export function createS3Client(environment: Readonly<Record<string, string | undefined>> = process.env): S3Client {
  const endpoint = environment['AWS_ENDPOINT_URL_S3'] || environment['AWS_ENDPOINT_URL'] || undefined;
  const region = environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || undefined;
  return new S3Client({
    followRegionRedirects: true,
    maxAttempts: attemptsMax,
    requestHandler: { connectionTimeout: connectionTimeoutMillis, socketTimeout: quietTimeoutMillis },
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true, region: region ?? 'us-east-1' }),
    ...(region === undefined ? {} : { region }),
  });
}
