import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellWord } from '../../../render/advice/shell-text.ts';

describe('shellWord()', () => {
  it('is one word that a shell reads as exactly the text, whatever it is', () => {
    const texts = fc.sample(
      fc.oneof(
        fc.string({
          unit: fc.constantFrom("'", '"', '$', '`', '(', ')', '\\', ' ', '\n', ';', '-', 'a', 'é', '\u202e'),
        }),
        fc.string({ unit: 'binary' }),
      ),
      300,
    );
    const usable = texts.map((text) => text.toWellFormed().replaceAll('\0', ''));
    const words = usable.map(shellWord);
    for (const word of words) expect(word).toMatch(/^[ -~]+$/);
    const script = words.map((word) => `printf '%s\\0' ${word}`).join('\n');
    const told = execFileSync('bash', ['-c', script], { encoding: 'utf8' });
    expect(told.split('\0').slice(0, -1)).toEqual(usable);
  });

  it.each([
    ['shop-deploy', 'shop-deploy'],
    ['--help', "'--help'"],
    ["it's", "'it'\\''s'"],
    ['a\nb', "$'a\\x0ab'"],
    ['', "''"],
  ])('writes %j as %s', (text, expected) => {
    expect(shellWord(text)).toBe(expected);
  });
});
