import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, test } from 'vitest';
import { SubtrailError } from '../../core/subtrail-error.ts';
import type { ObjectStore, StoredObject } from '../../jobs/ports.ts';

const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);

const listAll = async (store: ObjectStore, prefix: string): Promise<StoredObject[]> => {
  const found: StoredObject[] = [];
  for await (const object of store.list(prefix)) found.push(object);
  return found;
};

const keysOf = async (store: ObjectStore, prefix: string): Promise<string[]> =>
  (await listAll(store, prefix)).map((object) => object.key);

const oddKeys = [
  'odd/with space.json',
  'odd/plus+sign.json',
  'odd/percent%41.json',
  'odd/equals=sign/and&more.json',
  'odd/hash#question?.json',
  "odd/quote'and,comma.json",
  'odd/schöne grüße/日本語/🚚.json',
];

/** Enough for three pages of an S3 listing, which holds 1,000 keys a page. */
const manyKeysCount = 2_500;
const manyKeys = Array.from({ length: manyKeysCount }, (_, index) => `many/${String(index).padStart(5, '0')}.json.gz`);

/**
 * What every ObjectStore does, whatever is behind it.
 * **shape**: `open` gives a store over an empty root; it is called once.
 */
export function testObjectStoreConformance(name: string, open: () => Promise<ObjectStore>): void {
  describe(`${name} as an ObjectStore`, () => {
    let store: ObjectStore;
    beforeAll(async () => {
      store = await open();
    });

    test('list() of an empty root gives nothing', async () => {
      expect(await keysOf(store, '')).toEqual([]);
    });

    test('write() then read() gives the bytes back, and list() their size', async () => {
      await store.write('round/trip.bin', Uint8Array.from([0, 255, 128, 10, 13]));

      const chunks: Buffer[] = [];
      for await (const chunk of await store.read('round/trip.bin')) chunks.push(chunk);

      expect([...Buffer.concat(chunks)]).toEqual([0, 255, 128, 10, 13]);
      const [object] = await listAll(store, 'round/');
      expect(object).toMatchObject({ key: 'round/trip.bin', sizeBytes: 5 });
    });

    test('read() streams an object that is larger than any buffer in between', async () => {
      const large = Buffer.alloc(5_000_003, 'subtrail ');
      await store.write('large.bin', large);

      let readBytes = 0;
      for await (const chunk of await store.read('large.bin')) readBytes += chunk.length;

      expect(readBytes).toBe(large.length);
    });

    test('read() can be given up early', async () => {
      const stream = await store.read('large.bin');
      for await (const chunk of stream) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      expect(stream.destroyed).toBe(true);
      expect(await text(await store.read('round/trip.bin'))).toHaveLength(5);
    });

    test('write() replaces what was there and changes the version', async () => {
      await store.write('versions/a', bytes('one'));
      const [before] = await listAll(store, 'versions/');
      await store.write('versions/a', bytes('two'));
      const [after] = await listAll(store, 'versions/');

      expect(await text(await store.read('versions/a'))).toBe('two');
      expect(after?.uri).toBe(before?.uri);
      expect(after?.version).not.toBe(before?.version);
    });

    test('list() gives the same version while the bytes stay the same', async () => {
      expect(await listAll(store, 'versions/')).toEqual(await listAll(store, 'versions/'));
    });

    test('keys with odd characters keep their spelling', async () => {
      for (const key of oddKeys) await store.write(key, bytes(key));

      expect((await keysOf(store, 'odd/')).sort()).toEqual([...oddKeys].sort());
      for (const key of oddKeys) expect(await text(await store.read(key))).toBe(key);
    });

    test('every object has an address of its own', async () => {
      const uris = (await listAll(store, 'odd/')).map((object) => object.uri);
      expect(new Set(uris).size).toBe(oddKeys.length);
    });

    test('list() gives 2,500 keys, each once and in order', async () => {
      for (let start = 0; start < manyKeys.length; start += 100) {
        await Promise.all(manyKeys.slice(start, start + 100).map((key) => store.write(key, bytes('x'))));
      }
      expect(await keysOf(store, 'many/')).toEqual(manyKeys);
    });

    test('list() takes any prefix, whole folders or not', async () => {
      expect(await keysOf(store, 'many/0010')).toEqual(manyKeys.slice(100, 110));
      expect(await keysOf(store, 'many/00007.json.gz')).toEqual(['many/00007.json.gz']);
      expect(await keysOf(store, 'man')).toHaveLength(manyKeysCount);
      expect(await keysOf(store, 'many/none')).toEqual([]);
      expect(await keysOf(store, 'nowhere/at/all')).toEqual([]);
    });

    test('list() can be given up early', async () => {
      for await (const object of store.list('many/')) {
        expect(object.key).toBe('many/00000.json.gz');
        break;
      }
    });

    test('remove() takes the object away, and does not mind when it is gone already', async () => {
      await store.write('gone/soon', bytes('x'));
      await store.remove('gone/soon');
      await store.remove('gone/soon');
      expect(await keysOf(store, 'gone/')).toEqual([]);
    });

    test('read() of what is not there fails with object_unreadable, not to be tried again', async () => {
      const error = await store.read('not/there').catch((cause: unknown) => cause);
      expect(error).toBeInstanceOf(SubtrailError);
      expect(error).toMatchObject({ code: 'object_unreadable', retryable: false });
      expect(String(error)).toContain('not/there');
    });

    test('an empty object is an object', async () => {
      await store.write('empty/object', new Uint8Array());
      expect(await text(await store.read('empty/object'))).toBe('');
      expect(await listAll(store, 'empty/')).toMatchObject([{ key: 'empty/object', sizeBytes: 0 }]);
    });
  });
}
