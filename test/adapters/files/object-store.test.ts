import { chmod, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createFilesObjectStore } from '../../../adapters/files/object-store.ts';
import type { ObjectStore, StoredObject } from '../../../jobs/ports.ts';
import { testObjectStoreConformance } from '../object-store-conformance.ts';

const base = await mkdtemp(join(tmpdir(), 'subtrail-files-'));
afterAll(() => rm(base, { recursive: true, force: true }));

const listAll = async (store: ObjectStore, prefix = ''): Promise<StoredObject[]> => {
  const found: StoredObject[] = [];
  for await (const object of store.list(prefix)) found.push(object);
  return found;
};

const keysOf = async (store: ObjectStore, prefix = ''): Promise<string[]> =>
  (await listAll(store, prefix)).map((object) => object.key);

const nobodyUid = 65_534;

/** No folder is closed to root, so a test that needs one steps down for a moment. */
const asOrdinaryUser = async (work: () => Promise<void>): Promise<void> => {
  if (process.geteuid?.() !== 0) return work();
  for (const folder of [base, root]) await chmod(folder, 0o755);
  process.seteuid?.(nobodyUid);
  try {
    await work();
  } finally {
    process.seteuid?.(0);
  }
};

let root: string;

testObjectStoreConformance('createFilesObjectStore()', async () =>
  createFilesObjectStore(await mkdtemp(join(base, 'conformance-'))),
);

describe('createFilesObjectStore()', () => {
  beforeEach(async () => {
    root = await mkdtemp(join(base, 'root-'));
  });

  test('lists in the order of UTF-8 bytes over the whole key', async () => {
    const keys = ['a-b', 'a.b', 'a/b', 'a/c/d', 'a0', 'B', 'z', 'ö', '\uff5e', '🚚'];
    const store = createFilesObjectStore(root);
    for (const key of keys) await store.write(key, Buffer.from(key));

    const inByteOrder = [...keys].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));

    expect(await keysOf(store)).toEqual(inByteOrder);
  });

  test('lists any tree completely and in order, below any prefix', async () => {
    const segment = fc.stringMatching(/^[a-c.\-0 ]{1,3}$/).filter((name) => name !== '.' && name !== '..');
    const key = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(key, { maxLength: 12 }), key, async (wanted, prefix) => {
        const folder = await mkdtemp(join(root, 'tree-'));
        const store = createFilesObjectStore(folder);
        // A name is a file or a folder, never both.
        const keys = wanted.filter((one) => !wanted.some((other) => other.startsWith(`${one}/`)));
        for (const one of keys) await store.write(one, Buffer.from('x'));
        expect(await keysOf(store)).toEqual([...keys].sort());
        expect(await keysOf(store, prefix)).toEqual(keys.filter((one) => one.startsWith(prefix)).sort());
      }),
      { numRuns: 40 },
    );
  });

  test('gives a percent-encoded file address that leads back to the file', async () => {
    const store = createFilesObjectStore(root);
    await store.write('50% of #1/ä b?.json', Buffer.from('found'));

    const [object] = await listAll(store);

    expect(object?.uri).toMatch(/^file:\/\/\/.*50%25%20of%20%231\/%C3%A4%20b%3F\.json$/);
    expect(fileURLToPath(object?.uri ?? '')).toBe(join(root, '50% of #1/ä b?.json'));
  });

  test('takes a single file as its root', async () => {
    const file = join(root, 'delivery.json.gz');
    await writeFile(file, 'one');
    const store = createFilesObjectStore(file);

    expect(await keysOf(store)).toEqual(['delivery.json.gz']);
    expect(await keysOf(store, 'deli')).toEqual(['delivery.json.gz']);
    expect(await keysOf(store, 'other')).toEqual([]);
    expect(await text(await store.read('delivery.json.gz'))).toBe('one');
  });

  test('finds a file in a folder of the same name', async () => {
    const folder = join(root, 'same');
    await mkdir(folder);
    await writeFile(join(folder, 'same'), 'inner');
    expect(await text(await createFilesObjectStore(folder).read('same'))).toBe('inner');
  });

  test('has nothing below a root that is not there', async () => {
    expect(await keysOf(createFilesObjectStore(join(root, 'missing')))).toEqual([]);
  });

  test('follows links, but not round in a circle', async () => {
    await mkdir(join(root, 'real/deep'), { recursive: true });
    await writeFile(join(root, 'real/deep/file'), 'x');
    await symlink(join(root, 'real'), join(root, 'link'));
    await symlink(root, join(root, 'real/deep/up'));
    await symlink('self', join(root, 'self'));
    await symlink('nowhere', join(root, 'broken'));
    await symlink(join(root, 'real/deep/file'), join(root, 'to-file'));

    expect(await keysOf(createFilesObjectStore(root))).toEqual(['link/deep/file', 'real/deep/file', 'to-file']);
  });

  test('goes on when files and folders vanish while it lists', async () => {
    const store = createFilesObjectStore(root);
    for (const key of ['a/1', 'a/2', 'a/3', 'b/1', 'c/1']) await store.write(key, Buffer.from('x'));

    const found: string[] = [];
    for await (const object of store.list('')) {
      found.push(object.key);
      await rm(join(root, 'a/2'), { force: true });
      await rm(join(root, 'b'), { recursive: true, force: true });
    }

    expect(found).toEqual(['a/1', 'a/3', 'c/1']);
  });

  test('says which folder it may not read', async () => {
    const closed = join(root, 'closed');
    await mkdir(closed);
    await chmod(closed, 0o000);
    await asOrdinaryUser(async () => {
      await expect(listAll(createFilesObjectStore(closed))).rejects.toMatchObject({
        code: 'object_unreadable',
        retryable: false,
        message: expect.stringContaining('closed'),
      });
    });
  });

  test('says that a folder is no object', async () => {
    await mkdir(join(root, 'folder'));
    await expect(createFilesObjectStore(root).read('folder')).rejects.toMatchObject({ code: 'object_unreadable' });
  });

  test('says that it cannot write where a file is in the way', async () => {
    const store = createFilesObjectStore(root);
    await store.write('a', Buffer.from('x'));
    await expect(store.write('a/b', Buffer.from('x'))).rejects.toMatchObject({ code: 'object_unreadable' });
  });

  test.each(['../outside', 'a/../../b', '/etc/hosts', '', 'a//b', './a', 'a\0b'])('refuses the key %j', async (key) => {
    const store = createFilesObjectStore(root);
    for (const attempt of [store.read(key), store.write(key, new Uint8Array()), store.remove(key)]) {
      await expect(attempt).rejects.toMatchObject({ code: 'object_unreadable' });
    }
    expect(await readdir(root)).toEqual([]);
  });

  test('leaves no unfinished file behind, and lists none that a killed process left', async () => {
    const store = createFilesObjectStore(root);
    await store.write('a', Buffer.from('x'));
    expect(await readdir(root)).toEqual(['a']);

    await writeFile(join(root, '.subtrail-killed.partial'), 'half');
    expect(await keysOf(store)).toEqual(['a']);
  });

  test('changes the version with the modification time alone', async () => {
    const store = createFilesObjectStore(root);
    await store.write('a', Buffer.from('x'));
    const [before] = await listAll(store);
    await utimes(join(root, 'a'), new Date(0), new Date(0));
    const [after] = await listAll(store);
    expect(after?.version).not.toBe(before?.version);
  });

  test('takes a relative root', async () => {
    const store = createFilesObjectStore(`./${basename(root)}-relative-missing`);
    expect(await keysOf(store)).toEqual([]);
  });
});
