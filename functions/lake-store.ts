import { createS3ObjectOpener } from '../adapters/s3/object-opener.ts';
import { createS3ObjectStore } from '../adapters/s3/object-store.ts';
import { createS3Client } from '../adapters/s3/s3-client.ts';
import type { S3Location } from '../adapters/s3/s3-uri.ts';
import type { ObjectOpener, ObjectStore } from '../jobs/ports.ts';

const client = createS3Client();

/** The store of a folder of the lake, such as `staged/`. */
export const openLakeStore = ({ bucket, prefix }: S3Location, folder: string): ObjectStore =>
  createS3ObjectStore({ client, bucket, prefix: prefix === '' ? folder : `${prefix.replace(/\/+$/, '')}/${folder}` });

/** Objects of whole buckets, each by one request; null for a bucket that is not among those that may be read. */
export function openSourceObjects(buckets: readonly string[]): (bucket: string) => ObjectOpener | null {
  const openers = new Map(buckets.map((bucket) => [bucket, createS3ObjectOpener({ client, bucket })]));
  return (bucket) => openers.get(bucket) ?? null;
}
