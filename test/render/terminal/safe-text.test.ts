import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toTerminalJson, toTerminalText } from '../../../render/terminal/safe-text.ts';
import { hostileText, steersTerminals } from './hostile-text.ts';

describe('toTerminalText()', () => {
  test.each([
    ['plain text, with $igns & [brackets]', 'plain text, with $igns & [brackets]'],
    ['\u001b[31mred', '\\x1b[31mred'],
    ['\u009b31m', '\\x9b31m'],
    ['two\nlines\r\n', 'two\\nlines\\r\\n'],
    ['tab\there', 'tab\\there'],
    ['nul\0', 'nul\\x00'],
    ['del\u007f', 'del\\x7f'],
    ['gpj.\u202eexe', 'gpj.\\u202eexe'],
    ['a\u200bb\ufeffc', 'a\\u200bb\\ufeffc'],
    ['soft\u00adhyphen', 'soft\\xadhyphen'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['half \ud800 surrogate', 'half \\ud800 surrogate'],
    ['line\u2028end', 'line\\u2028end'],
    ['ä 日本語 🚚 Ω', 'ä 日本語 🚚 Ω'],
  ])('turns %j into %j', (text, safe) => {
    expect(toTerminalText(text)).toBe(safe);
  });

  test('leaves nothing that steers a terminal, and changes nothing the second time', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const safe = toTerminalText(text);
        expect(safe).not.toMatch(steersTerminals);
        expect(safe).not.toContain('\n');
        expect(toTerminalText(safe)).toBe(safe);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('toTerminalJson()', () => {
  test('keeps the value and leaves nothing that steers a terminal', () => {
    fc.assert(
      fc.property(fc.jsonValue(), hostileText, (value, text) => {
        const safe = toTerminalJson(JSON.stringify({ value, text }));
        expect(safe).not.toMatch(steersTerminals);
        expect(JSON.parse(safe)).toEqual(JSON.parse(JSON.stringify({ value, text })));
      }),
      { numRuns: 1_000 },
    );
  });
});
