import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSame, readPlainly } from './compare-readings.ts';
import { jsonText, mutated } from './json-text.ts';
import { readDelivery } from './read-delivery.ts';
import { recordText } from './record-text.ts';

const element = fc.oneof({ weight: 12, arbitrary: recordText }, { weight: 1, arbitrary: jsonText() });
// A record that comes again, and one beside its twin: what is remembered of the record before must not leak into the next.
const elements = fc
  .array(fc.tuple(element, fc.integer({ min: 1, max: 3 })), { maxLength: 6 })
  .map((found) => found.flatMap(([text, times]) => new Array<string>(times).fill(text)));
const delivery = fc
  .tuple(elements, fc.constantFrom('', ' ', '\n'), fc.constantFrom('', '"Other":[1,{"Records":[]}],'))
  .map(
    ([records, space, before]) => `${space}{${before}"Records":${space}[${records.join(`${space},`)}]${space}}${space}`,
  );

const small = { windowBytes: 16 };
const account = '123456789012_CloudTrail_eu-central-1_20260131T0958Z_AbCdEfGhIjKlMnOp.json.gz';

describe('reading random deliveries', () => {
  it('gives the cells, rejects and counts that JSON.parse gives', () => {
    fc.assert(
      fc.property(delivery, (json) => {
        expectSame(readDelivery(json, { key: account }), readPlainly(json, account));
      }),
      { numRuns: 400 },
    );
  });

  it('does not depend on how the bytes are cut, nor on the window', () => {
    fc.assert(
      fc.property(fc.oneof(delivery, mutated(delivery)), fc.integer({ min: 1, max: 90 }), (json, chunkBytes) => {
        const reading = readDelivery(json);
        expect(readDelivery(json, { chunkBytes, limits: small })).toEqual(reading);
        expect(readDelivery(json, { chunkBytes: 1, limits: { windowBytes: 64 } })).toEqual(reading);
      }),
      { numRuns: 150 },
    );
  });

  it('does not depend on it either where records are longer than they may be', () => {
    const limits = { recordBytesMax: 300, depthMax: 5, payloadBytesMax: 60 };
    fc.assert(
      fc.property(fc.oneof(delivery, mutated(delivery)), fc.integer({ min: 1, max: 90 }), (json, chunkBytes) => {
        const reading = readDelivery(json, { limits });
        expect(readDelivery(json, { chunkBytes, limits: { ...limits, ...small } })).toEqual(reading);
      }),
      { numRuns: 150 },
    );
  });

  it('keeps its books, and everything before the damage, whatever was done to the bytes', () => {
    fc.assert(
      fc.property(
        elements,
        fc.nat(),
        fc.uint8Array({ maxLength: 8 }),
        fc.nat({ max: 20 }),
        (records, place, put, removed) => {
          const bytes = Buffer.from(`{"Records":[${records.join(',')}]}`);
          const at = place % bytes.length;
          const damaged = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + removed)]);
          const { rows, rejects, counts } = readDelivery(damaged, { chunkBytes: 7 });
          const ofRecords = rejects.filter((reject) => reject.recordIndex !== null).length;
          expect(counts.recordsRead).toBe(rows.length + ofRecords + counts.skipped);
          expect(rejects.length - ofRecords).toBe(counts.isBroken ? 1 : 0);
          const untouched = records.filter((_, i) => Buffer.byteLength(records.slice(0, i + 1).join(',')) + 12 < at);
          const whole = readDelivery(`{"Records":[${untouched.join(',')}]}`);
          expect(rows.slice(0, whole.rows.length)).toEqual(whole.rows);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes bytes that are not UTF-8 as JSON.parse does after decoding', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (noise) => {
        const content = Buffer.from(noise.map((byte) => (byte < 0x80 ? 0x41 : byte)));
        const record = '{"eventTime":"2026-01-31T09:58:12Z","eventName":"GetObject","userAgent":"';
        const bytes = Buffer.concat([Buffer.from(`{"Records":[${record}`), content, Buffer.from('"}]}')]);
        expectSame(readDelivery(bytes, { chunkBytes: 3, limits: small }), readPlainly(bytes.toString('utf8')));
      }),
    );
  });
});
