import { describe, expect, it } from 'vitest';
import type { IngestLimits } from '../../../core/cloudtrail/ingest-limits.ts';
import { readDelivery } from './read-delivery.ts';

const record = (id: string, more = ''): string =>
  `{"eventTime":"2026-01-31T09:58:12Z","eventName":"GetObject","eventID":"${id}"${more}}`;

/** Ids of the rows, and index, reason and offset of the rejects, in whatever pieces the bytes come. */
const read = (json: string | Uint8Array, limits: Partial<IngestLimits> = {}) => {
  const [whole, ...cut] = [undefined, 1, 7].map((chunkBytes) =>
    readDelivery(json, chunkBytes === undefined ? { limits } : { chunkBytes, limits: { windowBytes: 16, ...limits } }),
  );
  if (whole === undefined) throw new Error('Nothing was read');
  for (const reading of cut) expect(reading).toEqual(whole);
  return {
    ids: whole.rows.map((row) => row['event_id']),
    rejects: whole.rejects.map(({ recordIndex, reason, byteOffset }) => [recordIndex, reason, byteOffset]),
    whole,
  };
};

describe('RecordsReader', () => {
  it('reads an empty delivery', () => {
    expect(read('{"Records":[]}')).toMatchObject({ ids: [], rejects: [] });
  });

  it('finds Records behind and before other members, and whatever they hold', () => {
    const before = '"a":{"Records":[1]},"b":"Records","c":[{"Records":[{}]}],"d":-1.5e3,"e":null,';
    expect(read(`{${before}"Records":[${record('1')}],"f":true}`)).toMatchObject({ ids: ['1'], rejects: [] });
    expect(read(`{"\\u0052ecords":[${record('1')}]}`)).toMatchObject({ ids: ['1'], rejects: [] });
  });

  it('tolerates white space everywhere and a byte order mark', () => {
    const json = `\ufeff \n{\t"Records" :\r\n[ ${record('1')} , ${record('2')} ] } \n`;
    expect(read(json)).toMatchObject({ ids: ['1', '2'], rejects: [] });
  });

  it.each([
    ['null', 'null'],
    ['a number', '12'],
    ['a text', '"x"'],
    ['an array', '[{"eventName":"x"}]'],
    ['a boolean', 'false'],
  ])('rejects %s in place of a record and goes on', (_, element) => {
    const json = `{"Records":[${record('1')},${element},${record('2')}]}`;
    expect(read(json)).toMatchObject({
      ids: ['1', '2'],
      rejects: [[1, 'record_not_object', json.indexOf(`,${element},`) + 1]],
    });
  });

  it.each([
    ['a bad number', '{"eventID":"x","a":01}'],
    ['a bad escape', '{"eventID":"x","a":"\\q"}'],
    ['a control character', '{"eventID":"x","a":"\u0001"}'],
    ['a bad literal', '{"eventID":"x","a":tru}'],
    ['a missing comma', '{"eventID":"x" "a":1}'],
    ['a name that is no text', '{"eventID":"x",a:{"b":[1]}}'],
    ['a comma too many', '{"eventID":"x","a":[1,]}'],
  ])('rejects a record with %s and goes on behind its bracket', (_, broken) => {
    const json = `{"Records":[${record('1')},${broken},${record('2')}]}`;
    const { ids, rejects, whole } = read(json);
    expect([ids, rejects]).toEqual([['1', '2'], [[1, 'record_malformed', json.indexOf(broken)]]]);
    expect(whole.rejects[0]).toMatchObject({ eventId: 'x' });
    expect(whole.rejects[0]?.excerpt).toMatch(/^\{"eventID":"x"/);
    expect(whole.counts).toMatchObject({ recordsRead: 3, rows: 2, rejects: 1, skipped: 0, isBroken: false });
  });

  it.each([
    ['garbage between records', `{"Records":[${record('1')} x ${record('2')}]}`],
    ['no comma between records', `{"Records":[${record('1')}${record('2')}]}`],
    ['garbage in place of a record', `{"Records":[${record('1')},nope,${record('2')}]}`],
    ['a bad number in place of a record', `{"Records":[${record('1')},-,${record('2')}]}`],
    ['brackets that do not match', `{"Records":[${record('1')},{"a":[1}},${record('2')}]}`],
    ['a comma behind the last record', `{"Records":[${record('1')},]}`],
  ])('gives the rest up at %s', (_, json) => {
    const { ids, whole } = read(json);
    expect(ids).toEqual(['1']);
    expect(whole.rejects).toMatchObject([{ recordIndex: null, reason: 'structure_lost' }]);
    expect(whole.counts).toMatchObject({ recordsRead: 1, rows: 1, rejects: 0, isBroken: true });
  });

  it.each([
    ['nothing', '', 'file_empty'],
    ['white space', ' \n', 'file_empty'],
    ['a byte order mark alone', '\ufeff', 'file_empty'],
    ['no JSON', 'hello', 'not_json'],
    ['an array', '[{"Records":[]}]', 'document_not_object'],
    ['null', 'null', 'document_not_object'],
    ['a text', '"Records"', 'document_not_object'],
    ['no Records', '{"logFiles":[]}', 'records_missing'],
    ['an empty object', '{}', 'records_missing'],
    ['Records that are an object', '{"Records":{}}', 'records_not_array'],
    ['Records that are null', '{"Records":null}', 'records_not_array'],
    ['a broken member', '{"a":01,"Records":[]}', 'not_json'],
    ['a member without a colon', '{"a" 1}', 'not_json'],
    ['a broken name', '{"a\u0001":1}', 'not_json'],
    ['no name', '{1:2}', 'not_json'],
  ])('rejects an object that holds %s', (_, json, reason) => {
    const { ids, whole } = read(json);
    expect(ids).toEqual([]);
    expect(whole.rejects).toMatchObject([{ recordIndex: null, reason }]);
    expect(whole.counts).toMatchObject({ recordsRead: 0, isBroken: true });
  });

  it('keeps the records before a second Records, which it does not read', () => {
    const json = `{"Records":[${record('1')}],"Records":[${record('2')}]}`;
    expect(read(json)).toMatchObject({ ids: ['1'], rejects: [[null, 'records_repeated', json.lastIndexOf('[')]] });
  });

  it('rejects bytes behind the document', () => {
    const json = `{"Records":[${record('1')}]}`;
    expect(read(`${json}\n x`)).toMatchObject({ ids: ['1'], rejects: [[null, 'trailing_bytes', json.length + 2]] });
    expect(read(json + json)).toMatchObject({ ids: ['1'], rejects: [[null, 'trailing_bytes', json.length]] });
  });

  it('rejects once what is cut off, wherever that is, and keeps the records before', () => {
    const json = `{"Records":[${record('1')},${record('2')}],"x":"y"}`;
    const first = `{"Records":[${record('1')}`.length;
    const second = `{"Records":[${record('1')},${record('2')}`.length;
    for (let length = 1; length < json.length; length += 1) {
      const { rows, rejects } = readDelivery(json.slice(0, length));
      expect(rejects, json.slice(0, length)).toMatchObject([{ recordIndex: null, reason: 'truncated_json' }]);
      expect(rows.length).toBe(length < first ? 0 : length < second ? 1 : 2);
    }
  });

  it('shows the beginning of a record that is cut off', () => {
    const { whole } = read(`{"Records":[${record('1')},{"eventID":"2","a":"b`);
    expect(whole.rejects).toMatchObject([{ recordIndex: null, eventId: '2', excerpt: '{"eventID":"2","a":"b' }]);
  });

  it('rejects a record that nests too deeply, and reads the next', () => {
    const deep = `{"eventID":"deep","a":${'['.repeat(9)}${']'.repeat(9)}}`;
    const json = `{"Records":[${record('1')},${deep},${record('2')}]}`;
    expect(read(json, { depthMax: 9 })).toMatchObject({
      ids: ['1', '2'],
      rejects: [[1, 'record_too_deep', json.indexOf(deep)]],
    });
    expect(read(json, { depthMax: 10 }).rejects).toEqual([[1, 'event_time_missing', json.indexOf(deep)]]);
  });

  it('passes over brackets far deeper than the stack, and gives up beyond a bound', () => {
    const element = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    const json = (depth: number) => `{"Records":[${element(depth)},${record('1')}]}`;
    expect(readDelivery(json(1_000_000)).rejects).toMatchObject([{ recordIndex: 0, reason: 'record_too_deep' }]);
    expect(readDelivery(json(1_000_000)).rows.length).toBe(1);
    expect(readDelivery(json(1_100_000)).rejects).toMatchObject([{ recordIndex: null, reason: 'structure_lost' }]);
  });

  it('rejects a record that is too long, one byte above the limit and not at it', () => {
    const long = record('long', `,"a":"${'x'.repeat(300)}"`);
    const json = `{"Records":[${record('1')},${long},${record('2')}]}`;
    const { ids, rejects, whole } = read(json, { recordBytesMax: long.length - 1 });
    expect([ids, rejects]).toEqual([['1', '2'], [[1, 'record_too_long', json.indexOf(long)]]]);
    expect(whole.rejects[0]).toMatchObject({ eventId: 'long', detail: null });
    expect(read(json, { recordBytesMax: long.length }).ids).toEqual(['1', 'long', '2']);
  });

  it('passes over a long record of brackets and quotes in texts without losing the way', () => {
    const tricky = record('long', `,"a":"${'\\"}]\\\\{['.repeat(50)}","b":{"c":["}"]}`);
    const json = `{"Records":[${tricky},${record('2')}]}`;
    expect(read(json, { recordBytesMax: 100 })).toMatchObject({ ids: ['2'], rejects: [[0, 'record_too_long', 12]] });
  });

  it('passes over a long member of the document', () => {
    const json = `{"a":["${'x'.repeat(400)}"],"Records":[${record('1')}]}`;
    expect(read(json, { recordBytesMax: 200 })).toMatchObject({ ids: ['1'], rejects: [] });
  });

  it('does not keep endless white space or an endless name', () => {
    const padded = `{"Records"${' '.repeat(500)}:[${record('1')}]}`;
    expect(read(padded, { recordBytesMax: 200 }).rejects).toMatchObject([[null, 'not_json', 1]]);
    expect(read(`{"${'x'.repeat(500)}":1}`, { recordBytesMax: 200 }).rejects).toMatchObject([[null, 'not_json', 1]]);
    const spread = `{"Records":[${' '.repeat(500)}${record('1')}${' '.repeat(500)}]${' '.repeat(500)}}`;
    expect(read(spread, { recordBytesMax: 200 })).toMatchObject({ ids: ['1'], rejects: [] });
  });

  it('says which object-level fault ended the bytes, unless something was wrong before', () => {
    const outcome = { isGzip: true, fault: { reason: 'truncated_gzip', detail: null } } as const;
    const whole = `{"Records":[${record('1')}]}`;
    expect(readDelivery(whole, { outcome }).rejects).toMatchObject([{ recordIndex: null, reason: 'truncated_gzip' }]);
    expect(readDelivery(whole.slice(0, 50), { outcome }).rejects).toMatchObject([{ reason: 'truncated_gzip' }]);
    expect(readDelivery(`${whole}x`, { outcome }).rejects).toMatchObject([{ reason: 'trailing_bytes' }]);
  });

  it('calls an object not_gzip only when its name says gzip and its bytes are neither that nor JSON', () => {
    const outcome = { isGzip: false, fault: null };
    expect(readDelivery('hello', { outcome, key: 'a.json.gz' }).rejects).toMatchObject([{ reason: 'not_gzip' }]);
    expect(readDelivery('hello', { outcome, key: 'a.json' }).rejects).toMatchObject([{ reason: 'not_json' }]);
    expect(readDelivery('hello', { key: 'a.json.gz' }).rejects).toMatchObject([{ reason: 'not_json' }]);
  });
});
