import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { ObjectWriter } from '../../jobs/ports.ts';
import { s3Error } from './s3-error.ts';
import { renderS3Uri } from './s3-uri.ts';

/** Bytes of one part, which is all that is held. S3 takes 10,000 parts, so an object can have 160 GB. */
const partBytesDefault = 16 * 1024 * 1024;

interface Upload {
  readonly id: string | undefined;
  readonly parts: CompletedPart[];
}

/**
 * An object in S3 that grows piece by piece: one request when it stays small, parts of 16 MiB otherwise.
 * **errors**: `object_unreadable`, `retryable` when trying again can help.
 * **source**: S3 user guide, multipart upload limits (read 2026-11)
 */
export function createS3ObjectWriter(options: {
  readonly client: S3Client;
  readonly bucket: string;
  readonly key: string;
  readonly partBytes?: number;
}): ObjectWriter {
  const { client, bucket, key, partBytes = partBytesDefault } = options;
  const place = { Bucket: bucket, Key: key };
  let held: string[] = [];
  let heldCharacters = 0;
  let sizeBytes = 0;
  let upload: Upload | undefined;

  const takeHeld = (): Buffer => {
    const bytes = Buffer.from(held.join(''));
    held = [];
    heldCharacters = 0;
    sizeBytes += bytes.length;
    return bytes;
  };
  const sendPart = async (): Promise<Upload> => {
    upload ??= { id: (await client.send(new CreateMultipartUploadCommand(place))).UploadId, parts: [] };
    const part = { ...place, UploadId: upload.id, PartNumber: upload.parts.length + 1 };
    const { $metadata: _, ...sent } = await client.send(new UploadPartCommand({ ...part, Body: takeHeld() }));
    upload.parts.push({ ...sent, PartNumber: part.PartNumber });
    return upload;
  };
  const finish = async (): Promise<string | undefined> => {
    if (upload === undefined)
      return (await client.send(new PutObjectCommand({ ...place, Body: takeHeld(), ContentType: 'text/csv' }))).ETag;
    const { id, parts } = held.length === 0 ? upload : await sendPart();
    const all = { ...place, UploadId: id, MultipartUpload: { Parts: parts } };
    return (await client.send(new CompleteMultipartUploadCommand(all))).ETag;
  };

  return {
    write: async (text) => {
      held.push(text);
      heldCharacters += text.length; // manifests are ASCII, and a part may be a little larger
      if (heldCharacters >= partBytes) await failing('Write', { bucket, key }, sendPart);
    },
    finish: async () => {
      const tag = await failing('Write', { bucket, key }, finish);
      return { uri: renderS3Uri(bucket, key), key, sizeBytes, version: (tag ?? '').replaceAll('"', '') };
    },
    abandon: async () => {
      if (upload === undefined) return;
      const abort = new AbortMultipartUploadCommand({ ...place, UploadId: upload.id });
      await client.send(abort).catch(() => undefined); // the error that led here is the one to tell
    },
  };
}

async function failing<T>(
  action: string,
  place: { readonly bucket: string; readonly key: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw s3Error(action, place, cause);
  }
}
