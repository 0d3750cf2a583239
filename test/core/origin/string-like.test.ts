import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesStringLike, toLikePattern } from '../../../core/origin/string-like.ts';

/** The rule as a regular expression: right, and too slow for patterns of strangers. */
const naive = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${[...pattern].map((one) => (one === '*' ? '[^]*' : one === '?' ? '[^]' : one.replace(/[.+^${}()|[\]\\/]/g, '\\$&'))).join('')}$`,
    'u',
  ).test(text);

/** SQL's LIKE with `\` as escape. */
const like = (pattern: string, text: string): boolean => {
  const source = pattern.replace(/\\([\\%_])|([%_])|([.*+?^${}()|[\]\\/])/g, (_all, escaped, wild, special) =>
    escaped !== undefined
      ? String(escaped).replace(/[\\]/, '\\\\')
      : wild === '%'
        ? '[^]*'
        : wild === '_'
          ? '[^]'
          : `\\${special}`,
  );
  return new RegExp(`^${source}$`, 'u').test(text);
};

const text = fc.string({
  unit: fc.constantFrom('a', 'b', '/', ':', '%', '_', '\\', '.', '\n', '-', '😀'),
  maxLength: 12,
});
const pattern = fc.string({
  unit: fc.constantFrom('a', 'b', '/', '*', '?', '%', '_', '\\', '.', '-', '😀'),
  maxLength: 8,
});

describe('matchesStringLike()', () => {
  it.each([
    ['repo:acme/*', 'repo:acme/shop:ref:refs/heads/main', true],
    ['repo:acme/*', 'repo:acme-evil/shop', false],
    ['repo:acme*', 'repo:acme-evil/shop', true],
    ['repo:acme/*', 'repo:acme@123/shop@4:ref:refs/heads/main', false],
    ['Repo:acme/*', 'repo:acme/shop', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a?c', 'a😀c', true],
    ['a??c', 'a😀c', false],
    ['*', '', true],
    ['', 'x', false],
    ['a.c', 'abc', false],
    ['{a,b}', 'a', false],
  ])('%j against %j', (one, against, expected) => {
    expect(matchesStringLike(one, against)).toBe(expected);
  });

  it('agrees with the plain reading of the rule', () => {
    fc.assert(
      fc.property(pattern, text, (one, against) => matchesStringLike(one, against) === naive(one, against)),
      { numRuns: 3000 },
    );
  });

  it('comes to an end on patterns made to be slow', () => {
    expect(matchesStringLike(`${'*a'.repeat(25)}b`, 'a'.repeat(3000))).toBe(false);
  });
});

describe('toLikePattern()', () => {
  it('means the same in SQL', () => {
    fc.assert(
      fc.property(
        pattern,
        text,
        (one, against) => like(toLikePattern(one), against) === matchesStringLike(one, against),
      ),
      { numRuns: 3000 },
    );
  });
});
