import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../../render/terminal/display-width.ts';
import { toTerminalText } from '../../../render/terminal/safe-text.ts';
import { wrapText } from '../../../render/terminal/wrap-text.ts';
import { hostileText } from './hostile-text.ts';

describe('wrapText()', () => {
  test.each([
    ['', 10, ['']],
    ['fits', 4, ['fits']],
    ['cut at the space', 8, ['cut at', 'the', 'space']],
    ['123456789012', 5, ['12345', '67890', '12']],
    ['a 1234567', 4, ['a', '1234', '567']],
    ['日本語', 4, ['日本', '語']],
    ['日本', 1, ['日', '本']],
    ['one  two', 4, ['one', 'two']],
    ['日本　 日本', 6, ['日本　', '日本']],
  ])('cuts %j at %i columns', (text, width, lines) => {
    expect(wrapText(text, width)).toEqual(lines);
  });

  test('loses nothing but spaces, and keeps to the width', () => {
    fc.assert(
      fc.property(fc.array(hostileText), fc.integer({ min: 2, max: 30 }), (words, width) => {
        const text = toTerminalText(words.join(' '));
        const lines = wrapText(text, width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
      }),
      { numRuns: 500 },
    );
  });
});
