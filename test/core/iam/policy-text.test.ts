import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapePolicyText, hideEscapedSigns, matchesPolicyText } from '../../../core/iam/policy-text.ts';
import { matchesStringLike } from '../../../core/origin/string-like.ts';
import { processorMillis } from '../../processor-time.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'b', ':', '/', '*', '?', '$', '{', '}', '.', 'ü'), maxLength: 14 });

describe('matchesPolicyText()', () => {
  it.each(['equals', 'like'] as const)('takes an escaped text for exactly this text: %s', (mode) => {
    fc.assert(
      fc.property(text, text, (meant, other) => {
        expect(matchesPolicyText(escapePolicyText(meant, mode), meant, mode)).toBe(true);
        expect(matchesPolicyText(escapePolicyText(meant, mode), other, mode)).toBe(meant === other);
      }),
    );
  });

  it('has wildcards as StringLike has them where nothing is escaped', () => {
    const plain = text.filter((one) => !one.includes('${'));
    fc.assert(
      fc.property(plain, text, (pattern, found) => {
        expect(matchesPolicyText(pattern, found, 'like')).toBe(matchesStringLike(pattern, found));
      }),
    );
  });

  it.each([
    ['repo:acme/*', 'repo:acme/*', 'equals', true],
    ['repo:acme/*', 'repo:acme/shop', 'equals', false],
    [`\${aws:username}`, 'anybody', 'like', null],
    [`a\${*}b`, 'a*b', 'like', true],
    [`a\${*}b`, 'axb', 'like', false],
    [`a\${?}*`, 'a?anything', 'like', true],
    [`\${$}{aws:username}`, `\${aws:username}`, 'equals', true],
  ] as const)('%s and %s, %s: %s', (value, found, mode, expected) => {
    expect(matchesPolicyText(value, found, mode)).toBe(expected);
  });

  it('stays quick on a pattern made to be slow', () => {
    const startedAt = processorMillis();
    expect(matchesPolicyText(`${'*a'.repeat(2000)}b`, 'a'.repeat(20_000), 'like')).toBe(false);
    expect(matchesPolicyText('$'.repeat(50_000), 'a', 'like')).toBe(false);
    expect(processorMillis() - startedAt).toBeLessThan(2000);
  });
});

describe('hideEscapedSigns()', () => {
  it('leaves the wildcards', () => {
    expect(hideEscapedSigns(`a\${*}b*c\${?}?\${$}`)).toBe('a_b*c_?_');
  });
});
