import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderCsv } from '../../../render/terminal/csv.ts';
import { cellRows, steersTerminals } from './hostile-text.ts';

/** A reader of RFC 4180 made for these tests, so that the writer is not checked against itself. */
function parseCsv(text: string): string[][] {
  const field = /("(?:[^"]|"")*"|[^,\n]*)(,|\n|$)/gy;
  const records: string[][] = [[]];
  for (const [, raw = '', end] of text.matchAll(field)) {
    records.at(-1)?.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end === '') return records;
    if (end === '\n') records.push([]);
  }
  throw new Error(`Read CSV: cannot go on in ${JSON.stringify(text)}`);
}

describe('renderCsv()', () => {
  test('writes a header and a line for each row', () => {
    expect(renderCsv([{ who: 'a,b', calls: 3, ok: true, note: null }])).toBe('who,calls,ok,note\n"a,b",3,true,');
  });

  test.each([
    ['=1+1', "'=1+1"],
    ['+49 30 1', "'+49 30 1"],
    ['-x', "'-x"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\\t=1"],
    ['\r=1', "'\\r=1"],
    ['\uff1d1', "'\uff1d1"],
    ['a=1', 'a=1'],
    ['\u001b[31m', '\\x1b[31m'],
    ['two\nlines', 'two\\nlines'],
  ])('writes the cell %j as %j', (cell, written) => {
    expect(renderCsv([{ cell }])).toBe(`cell\n${written}`);
  });

  test('leaves numbers below zero alone', () => {
    expect(renderCsv([{ change: -5 }])).toBe('change\n-5');
  });

  test('writes lists as JSON', () => {
    expect(renderCsv([{ arns: ['a', 'b"'] }])).toBe('arns\n"[""a"",""b\\""""]"');
  });

  test('is empty when nothing names a column, and a header when only the rows are missing', () => {
    expect(renderCsv([])).toBe('');
    expect(renderCsv([], { columns: ['a', 'b'] })).toBe('a,b');
  });

  test('has a line for each row, a field for each column, no formula and no control character', () => {
    fc.assert(
      fc.property(cellRows, (rows) => {
        const text = renderCsv(rows);
        expect(text).not.toMatch(steersTerminals);
        if (rows.length === 0) return;
        expect(text.split('\n')).toHaveLength(rows.length + 1);
        const columns = Object.keys(rows[0] ?? {});
        for (const [index, record] of parseCsv(text).entries()) {
          expect(record).toHaveLength(columns.length);
          for (const [column, cell] of record.entries()) {
            const value = index === 0 ? '' : rows[index - 1]?.[columns[column] ?? ''];
            if (typeof value !== 'number') expect(cell).not.toMatch(/^[=+\-@\t\r]/);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
