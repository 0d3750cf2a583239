import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeTaskKey, renderManifestLine } from '../../../core/backfill/manifest.ts';

/** Reads CSV as RFC 4180 has it, by hand: what the writer must not know of. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else isQuoted = false;
    } else if (character === '"' && field === '') isQuoted = true;
    else if (character === ',') {
      row.push(field);
      field = '';
    } else if (character === '\n') {
      rows.push([...row, field]);
      row = [];
      field = '';
    } else field += character;
  }
  if (row.length > 0 || field !== '') throw new Error('The last line does not end');
  return rows;
}

const anyKey = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.string({ minLength: 1, unit: 'binary' }),
  fc.string({
    minLength: 1,
    unit: fc.constantFrom('a', '/', '+', ' ', '%', '2', 'F', '"', ',', '\n', '\r', "'", '*', '🚚', 'é'),
  }),
);

describe('renderManifestLine()', () => {
  test('writes a delivery as it stands', () => {
    const key =
      'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/20/111122223333_CloudTrail_eu-west-1_20261120T1005Z_AbC.json.gz';
    expect(renderManifestLine('acme-trail', key)).toBe(`acme-trail,${key}\n`);
  });

  test('encodes what CSV, a form or a URL would read otherwise', () => {
    expect(renderManifestLine('b', `log archive/a+b,"c"/100%/it's*`)).toBe(
      'b,log%20archive/a%2Bb%2C%22c%22/100%25/it%27s%2A\n',
    );
  });

  test('comes back the same by whichever decoder, whatever the keys are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('acme-trail', 'acme.logs'), anyKey), { minLength: 1 }),
        (objects) => {
          const wanted = objects.map(([bucket, key]) => [bucket, key.toWellFormed()]);
          const rows = parseCsv(objects.map(([bucket, key]) => renderManifestLine(bucket, key)).join(''));
          expect(rows.map(([bucket, key]) => [bucket, decodeTaskKey(key ?? '')])).toEqual(wanted);
          expect(rows.map(([bucket, key]) => [bucket, decodeURIComponent(key ?? '')])).toEqual(wanted);
        },
      ),
    );
  });

  test('is one line of ASCII, without a quote', () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        expect(renderManifestLine('b', key)).toMatch(/^b,[A-Za-z0-9_.~%/-]+\n$/);
      }),
    );
  });
});

describe('decodeTaskKey()', () => {
  test('reads a plus as a space, and its code as a plus', () => {
    expect(decodeTaskKey('log+archive/a%2Bb%20c')).toBe('log archive/a+b c');
  });

  test('gives null for what is no encoding, and never throws', () => {
    expect(decodeTaskKey('100%')).toBeNull();
    expect(decodeTaskKey('%FF')).toBeNull();
    fc.assert(fc.property(fc.string(), (text) => void decodeTaskKey(text)));
  });
});
