import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { SubtrailError } from '../../core/subtrail-error.ts';
import type { ObjectStore, StoredObject } from '../../jobs/ports.ts';
import { fileError, isGone } from './file-error.ts';
import { isPartialWrite, partialWriteName, walkFiles } from './walk-files.ts';

/** Bytes asked of the disk at once: Node's default of 64 KiB makes a delivery cost many more turns of the event loop. */
const readChunkBytes = 1 << 20;

/**
 * The files below a folder, or one file alone, as objects.
 * **shape**: keys are paths below the root with `/` between folders; a root that is a file holds one object, named as the
 * file. `version` is made of size and modification time. Links are followed, but never round in a circle.
 * **errors**: `object_unreadable` for a folder or file that cannot be read or written, and for a key that leaves the root.
 */
export function createFilesObjectStore(root: string): ObjectStore {
  const absoluteRoot = resolve(root);
  const pathOf = async (key: string): Promise<string> => {
    refuseEscape(root, key);
    const path = join(absoluteRoot, key);
    return key === basename(absoluteRoot) && (await isFile(absoluteRoot)) ? absoluteRoot : path;
  };
  return {
    list: (prefix) => listObjects(absoluteRoot, prefix),
    read: async (key) => readFile(await pathOf(key)),
    write: async (key, bytes) => writeFile(await pathOf(key), bytes),
    remove: async (key) => removeFile(await pathOf(key)),
  };
}

async function* listObjects(root: string, prefix: string): AsyncGenerator<StoredObject> {
  if (await isFile(root)) {
    const key = basename(root);
    const object = key.startsWith(prefix) ? await storedObject(root, key) : null;
    if (object !== null) yield object;
    return;
  }
  for await (const key of walkFiles(root, prefix)) {
    const object = await storedObject(join(root, key), key);
    if (object !== null) yield object;
  }
}

/** Null for what has vanished since its folder was read, and for what is no regular file. */
async function storedObject(path: string, key: string): Promise<StoredObject | null> {
  try {
    const found = await stat(path, { bigint: true });
    if (!found.isFile() || isPartialWrite(basename(path))) return null;
    const version = `${found.size}-${found.mtimeNs}`;
    return { uri: pathToFileURL(path).href, key, sizeBytes: Number(found.size), version };
  } catch (cause) {
    if (isGone(cause)) return null;
    throw fileError('Look at', path, cause);
  }
}

async function readFile(path: string): Promise<Readable> {
  try {
    const handle = await open(path, 'r');
    if (!(await handle.stat()).isFile()) {
      await handle.close();
      throw new Error('it is no regular file');
    }
    const source = handle.createReadStream({ highWaterMark: readChunkBytes });
    const readable = new PassThrough({ highWaterMark: readChunkBytes });
    source.on('error', (cause) => readable.destroy(fileError('Read', path, cause)));
    readable.on('close', () => source.destroy());
    return source.pipe(readable);
  } catch (cause) {
    throw fileError('Read', path, cause);
  }
}

/** The file appears under its name only when all its bytes are on the disk, so a kill at any moment leaves the old or the new one. */
async function writeFile(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  const partial = join(folder, partialWriteName(randomUUID()));
  try {
    await mkdir(folder, { recursive: true });
    const handle = await open(partial, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, path);
    await syncFolder(folder);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => undefined); // the first error is the one to tell
    throw fileError('Write', path, cause);
  }
}

/** Makes the new name itself last through a power cut. Not every system lets a folder be synced, and none needs it to be correct. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (cause) {
    if (!isGone(cause)) throw fileError('Remove', path, cause);
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (cause) {
    if (isGone(cause)) return false;
    throw fileError('Look at', path, cause);
  }
}

function refuseEscape(root: string, key: string): void {
  const segments = key.split('/');
  const isPlain = segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..');
  if (isPlain && !key.includes('\0')) return;
  throw new SubtrailError(
    'object_unreadable',
    `Find ${JSON.stringify(key)} below ${JSON.stringify(root)}: no file can have this key`,
  );
}
