import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderJson } from '../../../render/terminal/json.ts';
import { cellRows, steersTerminals } from './hostile-text.ts';

describe('renderJson()', () => {
  test('writes one array, a row a line', () => {
    expect(renderJson([{ a: 1 }, { a: null }])).toBe('[\n{"a":1},\n{"a":null}\n]');
    expect(renderJson([])).toBe('[]');
  });

  test('reads back as the same rows, without a character that steers a terminal', () => {
    fc.assert(
      fc.property(cellRows, (rows) => {
        const text = renderJson(rows);
        expect(text).not.toMatch(steersTerminals);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(rows)));
      }),
      { numRuns: 500 },
    );
  });
});
