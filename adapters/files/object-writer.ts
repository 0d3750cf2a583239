import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ObjectWriter } from '../../jobs/ports.ts';
import { fileError } from './file-error.ts';
import { partialWriteName } from './walk-files.ts';

/** Characters gathered before the disk is asked. */
const bufferCharacters = 1024 * 1024;

/**
 * A file that grows piece by piece under another name, and gets its own when it is finished.
 * **errors**: `object_unreadable` for a file that cannot be written.
 */
export function createFileWriter(file: string): ObjectWriter {
  const path = resolve(file);
  const partial = join(dirname(path), partialWriteName(randomUUID()));
  let handle: FileHandle | undefined;
  let held = '';
  let sizeBytes = 0;

  const flush = async (): Promise<FileHandle> => {
    if (handle === undefined) {
      await mkdir(dirname(path), { recursive: true });
      handle = await open(partial, 'wx');
    }
    const bytes = Buffer.from(held);
    held = '';
    sizeBytes += bytes.length;
    await handle.writeFile(bytes);
    return handle;
  };
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      throw fileError('Write', path, cause);
    }
  };

  return {
    write: async (text) => {
      held += text;
      if (held.length >= bufferCharacters) await attempt(flush);
    },
    finish: () =>
      attempt(async () => {
        const written = await flush();
        await written.sync();
        await written.close();
        await rename(partial, path);
        return { uri: pathToFileURL(path).href, key: basename(path), sizeBytes, version: `${sizeBytes}` };
      }),
    abandon: async () => {
      await handle?.close().catch(() => undefined);
      await rm(partial, { force: true }).catch(() => undefined);
    },
  };
}
