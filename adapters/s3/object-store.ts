import {
  DeleteObjectCommand,
  type _Object as FoundObject,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { SubtrailError } from '../../core/subtrail-error.ts';
import type { ObjectStore, StoredObject } from '../../jobs/ports.ts';
import { openS3Object } from './object-opener.ts';
import { s3Error } from './s3-error.ts';
import { renderS3Uri, type S3Location } from './s3-uri.ts';

/** What a browser is to take an object for, by its name's ending. */
const contentTypes: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['md', 'text/markdown; charset=utf-8'],
  ['csv', 'text/csv; charset=utf-8'],
  ['json', 'application/json'],
]);
const contentTypeOf = (key: string): string =>
  contentTypes.get(/\.([a-z]+)$/.exec(key)?.[1] ?? '') ?? 'application/octet-stream';

/** Which objects, and the client to ask with. */
export interface S3ObjectStoreOptions extends S3Location {
  readonly client: S3Client;
}

/**
 * The objects of a bucket below a prefix.
 * **shape**: keys are what follows the prefix; a prefix `logs` means the folder `logs/` and never `logs-old/`, or the one
 * object of that name if there is one. `version` is the ETag. Folder markers (empty, name ending in `/`) are left out.
 * **errors**: `object_unreadable`, `retryable` when trying again can help.
 */
export function createS3ObjectStore(options: S3ObjectStoreOptions): ObjectStore {
  const { client, bucket, prefix } = options;
  let root: Promise<Root> | undefined;
  const findRoot = (): Promise<Root> => {
    root ??= lookUpRoot(options);
    root.catch(() => {
      root = undefined; // a failure that passes must not stay
    });
    return root;
  };
  const fullKeyOf = async (key: string): Promise<string> => {
    const { folder, single } = await findRoot();
    return key === single?.key ? prefix : folder + key;
  };

  return {
    list: async function* (keyPrefix) {
      const { folder, single } = await findRoot();
      if (single !== null) {
        if (single.key.startsWith(keyPrefix)) yield single;
        return;
      }
      for await (const page of listPages(options, folder + keyPrefix)) {
        for (const found of page.Contents ?? []) {
          const object = storedObject(bucket, found, folder.length);
          if (object !== null) yield object;
        }
      }
    },
    read: async (key) => (await openS3Object(options, await fullKeyOf(key))).bytes,
    write: async (key, bytes) => {
      const place = { bucket, key: await fullKeyOf(key) };
      await send('Write', place, () =>
        client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: place.key,
            Body: bytes,
            ContentLength: bytes.byteLength,
            ContentType: contentTypeOf(key),
          }),
        ),
      );
    },
    remove: async (key) => {
      const place = { bucket, key: await fullKeyOf(key) };
      await send('Remove', place, () => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: place.key })));
    },
  };
}

/** `single` is the one object that the root is, if it is one. */
interface Root {
  readonly folder: string;
  readonly single: StoredObject | null;
}

/** Asks the listing, which needs no permission that reading does not need: an object sorts before all that start with its name. */
async function lookUpRoot(options: S3ObjectStoreOptions): Promise<Root> {
  const { client, bucket, prefix } = options;
  if (prefix === '' || prefix.endsWith('/')) return { folder: prefix, single: null };
  const page = await send('List', { bucket, key: prefix }, () =>
    client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 })),
  );
  const first = page.Contents?.[0];
  const isObject = first?.Key === prefix;
  return {
    folder: `${prefix}/`,
    single: isObject ? storedObject(bucket, first, prefix.lastIndexOf('/') + 1) : null,
  };
}

/** **errors**: `object_unreadable` when a page does not lead on, because such a listing would never end. */
async function* listPages(
  { client, bucket }: S3ObjectStoreOptions,
  prefix: string,
): AsyncGenerator<ListObjectsV2CommandOutput> {
  const place = { bucket, key: prefix };
  let lastKey: string | undefined;
  let lastToken: string | undefined;
  const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })[Symbol.asyncIterator]();
  for (;;) {
    const { done, value: page } = await send('List', place, () => pages.next());
    if (done === true) return;
    const last = page.Contents?.at(-1)?.Key;
    const isStuck =
      (last !== undefined && last === lastKey) ||
      (page.IsTruncated === true &&
        (page.NextContinuationToken === undefined || page.NextContinuationToken === lastToken));
    if (isStuck) {
      throw new SubtrailError(
        'object_unreadable',
        `List "${renderS3Uri(bucket, prefix)}": the listing came back to where it was, after ${JSON.stringify(lastKey ?? '')}`,
      );
    }
    lastKey = last ?? lastKey;
    lastToken = page.NextContinuationToken;
    yield page;
  }
}

/** `rootLength` characters of the full key are the root's and not shown. Null for a folder marker. */
function storedObject(bucket: string, found: FoundObject, rootLength: number): StoredObject | null {
  const { Key: fullKey, Size: sizeBytes = 0, ETag: tag = '' } = found;
  if (fullKey === undefined || (sizeBytes === 0 && fullKey.endsWith('/'))) return null;
  const uri = renderS3Uri(bucket, fullKey);
  return { uri, key: fullKey.slice(rootLength), sizeBytes, version: tag.replaceAll('"', '') };
}

async function send<T>(action: string, place: { bucket: string; key: string }, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (cause) {
    throw s3Error(action, place, cause);
  }
}
