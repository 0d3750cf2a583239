import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonScanner } from '../../../core/cloudtrail/json-scanner.ts';
import { jsonText, mutated } from './json-text.ts';

const scan = (text: string | Buffer, depthMax = 64) => {
  const bytes = Buffer.concat([Buffer.from(text), Buffer.from([0])]);
  const scanner = new JsonScanner({ depthMax });
  const end = scanner.scanValue(bytes, 0);
  return { end, length: bytes.length - 1, scanner };
};

/** Whether `JSON.parse` takes the text, which must not begin or end with white space. */
const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return text.trim() === text;
  } catch {
    return false;
  }
};

const takes = (text: string): boolean => {
  const { end, length } = scan(text);
  return end === length;
};

describe('JsonScanner', () => {
  it.each([
    'null',
    'true',
    'false',
    '0',
    '-0',
    '10',
    '1.5',
    '-1.5e+10',
    '1E5',
    '1e-07',
    '""',
    '"a"',
    '"\\u00e9\\n\\/"',
    '"\u007f"',
    '[]',
    '{}',
    '[ 1 , 2 ]',
    '{"a":{"b":[null]}}',
    '{ "a" : 1 , "b" : 2 }',
    '"\ud83d\ude00"',
    '"\\ud800"',
    '{"a":1,"a":2}',
    '"\u2028"',
  ])('takes %s, as JSON.parse does', (text) => {
    expect(parses(text)).toBe(true);
    expect(takes(text)).toBe(true);
  });

  it.each([
    '',
    'nul',
    'nulll',
    'True',
    '01',
    '-',
    '+1',
    '1.',
    '.5',
    '1e',
    '1e+',
    '0x1',
    'NaN',
    'Infinity',
    '"a',
    '"\\x"',
    '"\\u12g4"',
    '"\\u12"',
    '"\n"',
    '"\t"',
    '"\u0000"',
    '[1,]',
    '[,1]',
    '[1 2]',
    '{"a":1,}',
    '{,}',
    '{"a"}',
    '{"a" 1}',
    '{a:1}',
    "{'a':1}",
    '{"a":1 "b":2}',
    '[',
    '{',
    ']',
    '}',
    '[}',
    '{"a":1]',
    '1 2',
    '[1]]',
    '// c\n1',
    '\u00a01',
    '{"a"::1}',
    '{1:2}',
    '"\\',
    '-a',
    '--1',
    '1.e5',
  ])('refuses %j, as JSON.parse does', (text) => {
    expect(parses(text)).toBe(false);
    expect(takes(text)).toBe(false);
  });

  it('takes and refuses random texts exactly as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.oneof(jsonText(), mutated(jsonText())), (text) => {
        const trimmed = text.trim();
        expect(takes(trimmed)).toBe(parses(trimmed));
      }),
      { numRuns: 3000 },
    );
  });

  it('fails at the end, and nowhere else, when a value is cut off', () => {
    const value = jsonText().map((text) => text.trim());
    fc.assert(
      fc.property(value, fc.nat(), (text, cut) => {
        const bytes = Buffer.from(text);
        const part = bytes.subarray(0, cut % bytes.length);
        const { end, length, scanner } = scan(part);
        // A number can be complete and still be cut off; everything else runs into the end.
        if (end >= 0) expect(/^-?\d/.test(text)).toBe(true);
        else expect(scanner.failedAt).toBe(length);
      }),
      { numRuns: 1000 },
    );
  });

  it('counts brackets up to the limit', () => {
    expect(scan('[[[]]]', 3).end).toBe(6);
    const { end, scanner } = scan('[{"a":[[]]}]', 3);
    expect([end, scanner.failure, scanner.failedAt]).toEqual([-1, 'too_deep', 7]);
  });

  it('does not run out of stack where JSON is deeper than the limit', () => {
    const { scanner } = scan('['.repeat(1_000_000), 128);
    expect(scanner.failure).toBe('too_deep');
  });

  it('notes members named sessionToken in any case and with escapes, and of nested ones the outer', () => {
    const text =
      '{"sessionToken":"a","x":[{"SESSIONTOKEN" : {"sessiontoken":1}}],"session\\u0054oken":null,"sessionTokens":1}';
    const { scanner } = scan(text);
    const noted: string[] = [];
    for (let i = 0; i < scanner.tokens.length; i += 2) noted.push(text.slice(scanner.tokens[i], scanner.tokens[i + 1]));
    expect(noted).toEqual(['"sessionToken":"a"', '"SESSIONTOKEN" : {"sessiontoken":1}', '"session\\u0054oken":null']);
  });

  it('sees white space between tokens, but not inside texts', () => {
    expect(scan('{"a b":"c d"}').scanner.hasSpace).toBe(false);
    expect(scan('{"a": 1}').scanner.hasSpace).toBe(true);
    expect(scan('[\n]').scanner.hasSpace).toBe(true);
  });
});
