import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createFilesObjectStore } from '../adapters/files/object-store.ts';
import { parseS3Uri } from '../adapters/s3/s3-uri.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import type { ObjectStore } from '../jobs/ports.ts';

/** Where deliveries lie, as plain data that can be sent to a worker. */
export type SourceSpec =
  | { readonly kind: 'files'; readonly root: string; readonly readsAnyName: boolean }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string; readonly readsAnyName: false };

/**
 * Reads what the user typed: a folder, a file, or `s3://bucket/prefix`.
 * **errors**: `wrong_use` when there is nothing of that name.
 */
export async function parseSource(text: string): Promise<SourceSpec> {
  if (text.startsWith('s3://')) return { kind: 's3', ...parseS3Uri(text), readsAnyName: false };
  const root = resolve(text);
  const found = await stat(root).catch((cause: unknown) => {
    throw new SubtrailError('wrong_use', `Read ${JSON.stringify(text)}: there is no such file or folder`, { cause });
  });
  return { kind: 'files', root, readsAnyName: found.isFile() };
}

/** The store behind a source. The SDK is loaded only for those who read from S3. */
export async function openSource(spec: SourceSpec): Promise<ObjectStore> {
  if (spec.kind === 'files') return createFilesObjectStore(spec.root);
  const { createS3ObjectStore } = await import('../adapters/s3/object-store.ts');
  const { createS3Client } = await import('../adapters/s3/s3-client.ts');
  return createS3ObjectStore({ client: createS3Client(), bucket: spec.bucket, prefix: spec.prefix });
}
