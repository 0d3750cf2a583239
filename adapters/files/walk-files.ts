import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError, isGone } from './file-error.ts';

/** One folder on the way down. `identities` are the folders above it and itself, so that a link cannot lead round. */
interface OpenFolder {
  readonly key: string;
  readonly identities: ReadonlySet<string>;
  readonly names: readonly string[];
  next: number;
}

/**
 * Keys of the files below a folder that start with `prefix`, ordered by their UTF-8 bytes as S3 orders them.
 * Holds the names of the folders on the way down and no others. A folder that is not there has no files.
 * **errors**: `object_unreadable` for a folder that is there and cannot be read.
 */
export async function* walkFiles(root: string, prefix: string): AsyncGenerator<string> {
  const top = await openFolder(root, '', new Set());
  const open = top === null ? [] : [top];
  for (let folder = open.at(-1); folder !== undefined; folder = open.at(-1)) {
    const name = folder.names[folder.next];
    folder.next += 1;
    if (name === undefined) {
      open.pop();
      continue;
    }
    const key = folder.key + name;
    if (!name.endsWith('/')) {
      if (key.startsWith(prefix)) yield key;
    } else if (key.startsWith(prefix) || prefix.startsWith(key)) {
      const below = await openFolder(root, key, folder.identities);
      if (below !== null) open.push(below);
    }
  }
}

/** Null for a folder that has vanished, and for one that we are inside of already. */
async function openFolder(root: string, key: string, above: ReadonlySet<string>): Promise<OpenFolder | null> {
  const path = join(root, key);
  try {
    const found = await stat(path, { bigint: true });
    const identity = `${found.dev}:${found.ino}`;
    if (above.has(identity)) return null;
    const entries = await readdir(path, { withFileTypes: true });
    const names = await Promise.all(entries.map((entry) => nameInOrder(path, entry)));
    const sorted = inByteOrder(names.filter((name) => name !== null));
    return { key, identities: new Set([...above, identity]), names: sorted, next: 0 };
  } catch (cause) {
    if (isGone(cause)) return null;
    throw fileError('List', path, cause);
  }
}

/** A folder's name gets the `/` that its keys have there, because `a-b` sorts before `a/b` although `a` sorts before `a-b`. */
async function nameInOrder(folder: string, entry: Dirent): Promise<string | null> {
  if (isPartialWrite(entry.name)) return null;
  if (entry.isDirectory()) return `${entry.name}/`;
  if (!entry.isSymbolicLink()) return entry.isFile() ? entry.name : null;
  try {
    return (await stat(join(folder, entry.name))).isDirectory() ? `${entry.name}/` : entry.name;
  } catch (cause) {
    if (isGone(cause)) return null;
    throw fileError('Follow the link', join(folder, entry.name), cause);
  }
}

/** Script's own order is that of UTF-8 bytes until a surrogate meets one of the few units above the surrogates. */
const inByteOrder = (names: string[]): string[] =>
  names.some((name) => /[\ud800-\uffff]/.test(name))
    ? names.sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)))
    : names.sort();

const partialStart = '.subtrail-';
const partialEnd = '.partial';

/** The name under which a file is written before it gets its own. */
export const partialWriteName = (unique: string): string => `${partialStart}${unique}${partialEnd}`;

/** Whether a name is that of an unfinished write, which no listing shows. */
export const isPartialWrite = (name: string): boolean => name.startsWith(partialStart) && name.endsWith(partialEnd);
