import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../../render/terminal/display-width.ts';

describe('displayWidth()', () => {
  test.each([
    ['', 0],
    ['arn:aws:iam::123456789012:role/deploy', 37],
    ['grün', 4],
    ['gru\u0308n', 4],
    ['日本', 4],
    ['한국', 4],
    ['ＡＢ', 4],
    ['🚚 ok', 5],
    ['é–…', 3],
  ])('of %j is %i', (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });
});
