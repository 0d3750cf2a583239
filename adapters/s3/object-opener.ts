import { PassThrough, Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ObjectOpener, OpenedObject } from '../../jobs/ports.ts';
import { s3Error } from './s3-error.ts';
import { renderS3Uri } from './s3-uri.ts';

/** Bytes held of an object that is being read; the socket waits beyond that. */
const readBufferBytes = 1 << 20;

/**
 * The objects of a bucket by their whole key.
 * **shape**: size and version (the ETag) are those of the bytes that come. **errors**: `object_unreadable`, `retryable` when trying
 * again can help.
 */
export const createS3ObjectOpener = (options: {
  readonly client: S3Client;
  readonly bucket: string;
}): ObjectOpener => ({ open: (key) => openS3Object(options, key) });

/** Asks for one object, and gives its bytes as they come. **errors**: `object_unreadable`, also from the stream. */
export async function openS3Object(
  { client, bucket }: { readonly client: S3Client; readonly bucket: string },
  key: string,
): Promise<OpenedObject> {
  const place = { bucket, key };
  try {
    const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    if (!(answer.Body instanceof Readable)) throw new Error('the answer has no body');
    const object = {
      uri: renderS3Uri(bucket, key),
      key,
      sizeBytes: answer.ContentLength ?? 0,
      version: (answer.ETag ?? '').replaceAll('"', ''),
    };
    return { object, bytes: passOn(answer.Body, place) };
  } catch (cause) {
    throw s3Error('Read', place, cause);
  }
}

/** A connection that breaks halfway is the world failing too, so it gets the same error as one that never opened. */
function passOn(body: Readable, place: { readonly bucket: string; readonly key: string }): Readable {
  const readable = new PassThrough({ highWaterMark: readBufferBytes });
  body.on('error', (cause) => readable.destroy(s3Error('Read', { ...place, isHalfway: true }, cause)));
  readable.on('close', () => body.destroy());
  return body.pipe(readable);
}
