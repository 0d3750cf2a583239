import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellWord } from '../../../render/advice/shell-text.ts';

const signs = ["'", '"', '$', '`', '(', ')', '\\', ' ', '\n', ';', '-', 'a', 'é', '\u202e'];
const texts = fc
  .sample(fc.oneof(fc.string({ unit: fc.constantFrom(...signs) }), fc.string({ unit: 'binary' }), fc.string()), {
    numRuns: 400,
    seed: 1,
  })
  .map((text) => text.toWellFormed().replaceAll('\0', ''));
const words = texts.map(shellWord);

/** What a shell makes of the words, each ended by a zero byte. */
const readBy = (shell: string): string[] =>
  execFileSync(shell, ['-c', words.map((word) => `printf '%s\\0' ${word}`).join('\n')], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

const hasBash = spawnSync('bash', ['-c', 'true']).status === 0;
if (!hasBash) console.log('skipped: texts with escapes as bash reads them: there is no bash');

describe('shellWord()', () => {
  it('shows nothing but what a reader can see', () => {
    for (const word of words) expect(word).toMatch(/^[ -~]+$/);
  });

  it('is one word of any POSIX shell, which runs nothing of it and reads visible texts as they are', () => {
    const told = readBy('sh');
    expect(told).toHaveLength(texts.length);
    const isVisible = (text: string) => /^[ -~]*$/.test(text);
    expect(told.filter((_, index) => isVisible(texts[index] ?? ''))).toEqual(texts.filter(isVisible));
  });

  it.skipIf(!hasBash)('is one word that bash reads as exactly the text, whatever it is', () => {
    expect(readBy('bash')).toEqual(texts);
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
