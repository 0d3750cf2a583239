import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderExcerpt } from '../../../core/cloudtrail/excerpt.ts';
import { excerptCharactersMax } from '../../../core/cloudtrail/ingest-limits.ts';

const excerpt = (text: string): string => {
  const bytes = Buffer.from(text);
  return renderExcerpt(bytes, 0, bytes.length);
};

describe('renderExcerpt()', () => {
  it('shows the beginning of a record as it stands', () => {
    expect(excerpt('{"eventName":"GetObject"}')).toBe('{"eventName":"GetObject"}');
    expect(excerpt(`{"a":"${'é '.repeat(400)}`).length).toBe(excerptCharactersMax);
  });

  it.each([
    ['{"sessionToken":"abc","x":1}', '{"sessionToken":"(masked)","x":1}'],
    ['{"SESSIONTOKEN" : "a\\"c" }', '{"SESSIONTOKEN" : "(masked)" }'],
    ['{"session\\u0054oken":"abc"}', '{"session\\u0054oken":"(masked)"}'],
    ['{"sessionToken":"abc', '{"sessionToken":"(masked)"'],
    ['{"sessionToken":{"a":"abc"}}', '{"sessionToken":"(masked)"'],
    ['{"sessionToken":["abc', '{"sessionToken":"(masked)"'],
    [
      '{"a":{"b":[{"sessionToken":"abc"},{"sessionToken":"def"}]}}',
      '{"a":{"b":[{"sessionToken":"(masked)"},{"sessionToken":"(masked)"}]}}',
    ],
  ])('masks the token in %s', (text, expected) => {
    expect(excerpt(text)).toBe(expected);
  });

  it('masks long runs of base64 wherever they stand: the JSON around them may be broken', () => {
    expect(excerpt(`{"sessionToken "abc" ${'aB3/'.repeat(20)}==","b":"c"}`)).toBe(
      '{"sessionToken "abc" (masked)","b":"c"}',
    );
  });

  it('never shows a token, wherever the text is cut', () => {
    const token = fc.stringMatching(/^[A-Z][a-z0-9+/]{11,30}$/);
    const before = fc.string({ maxLength: 250 });
    fc.assert(
      fc.property(before, token, fc.nat({ max: 80 }), (text, secret, cut) => {
        const json = `{${JSON.stringify(text)}:1,"sessionToken":"${secret}","z":"y"}`;
        const shown = excerpt(json.slice(0, json.length - cut));
        expect(shown).not.toContain(secret.slice(0, 8));
        expect(shown.length).toBeLessThanOrEqual(excerptCharactersMax + 20);
      }),
    );
  });

  it('does not cut a character in half', () => {
    expect(
      excerpt(
        'x'
          .repeat(excerptCharactersMax - 1)
          .replaceAll('x', ' ')
          .concat('\ud83d\ude00'),
      ),
    ).not.toMatch(/[\ud800-\udfff]/);
  });
});
