import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { expectSame, readPlainly } from './compare-readings.ts';
import { readDelivery } from './read-delivery.ts';

const folder = '../shared/cloudtrail-samples';
const isThere = existsSync(folder);
if (!isThere) console.log(`skipped: no recorded samples at ${folder}`);
const keys = isThere
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json.gz'))
      .sort()
  : [];

describe.skipIf(!isThere)('recorded deliveries', () => {
  it.each(keys)('readDelivery() reads %s as the plain way does', (key) => {
    const json = gunzipSync(readFileSync(join(folder, key)));
    const reading = readDelivery(json, { key });
    expectSame(reading, readPlainly(json.toString('utf8'), key));
    expect(readDelivery(json, { key, chunkBytes: 1000, limits: { windowBytes: 1024 } })).toEqual(reading);
  });

  it('no session token is in any cell or excerpt', () => {
    for (const key of keys) {
      const json = gunzipSync(readFileSync(join(folder, key)));
      const tokens = [...json.toString('utf8').matchAll(/"sessionToken"\s*:\s*"([^"]{20,})"/gi)].map(
        (match) => match[1] ?? '',
      );
      const { rows, rejects } = readDelivery(json, { key });
      const text = JSON.stringify([rows, rejects], (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      );
      for (const token of tokens) expect(text.includes(token), key).toBe(false);
    }
  });
});
