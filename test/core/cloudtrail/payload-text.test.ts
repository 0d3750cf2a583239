import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonScanner } from '../../../core/cloudtrail/json-scanner.ts';
import { compactPayload } from '../../../core/cloudtrail/payload-text.ts';
import { jsonText } from './json-text.ts';

const compact = (text: string): string => {
  const bytes = Buffer.from(`${text}\0`);
  const scanner = new JsonScanner({ depthMax: 64 });
  const end = scanner.scanValue(bytes, 0);
  return compactPayload(bytes, 0, end, scanner.tokens).toString('utf8');
};

const withoutTokens = (text: string): unknown =>
  JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).filter(([name]) => !/^sessiontoken$/i.test(name)));
  });

describe('compactPayload()', () => {
  it.each([
    ['{"a": 1 , "b" : [ 1 , "x y" ] }', '{"a":1,"b":[1,"x y"]}'],
    ['{"sessionToken":"x"}', '{}'],
    ['{"sessionToken" : "x" , "a":1}', '{"a":1}'],
    ['{"a":1,"sessionToken":"x"}', '{"a":1}'],
    ['{"a":1 , "sessionToken":"x" , "b":2}', '{"a":1,"b":2}'],
    ['{"a":1,"sessionToken":"x","SessionToken":{"b":[]}}', '{"a":1}'],
    ['{"sessionToken":1,"sessiontoken":2,"a":{"sessionToken":3}}', '{"a":{}}'],
    ['{"a":"\\u0062 \\" ","n":1.50e+1}', '{"a":"\\u0062 \\" ","n":1.50e+1}'],
  ])('makes of %s %s', (text, expected) => {
    expect(compact(text)).toBe(expected);
  });

  it('leaves valid JSON that says the same, without session tokens', () => {
    fc.assert(
      fc.property(jsonText(), (text) => {
        const trimmed = text.trim();
        const found = compact(trimmed);
        expect(JSON.parse(found)).toEqual(withoutTokens(trimmed));
        expect(compact(found)).toBe(found);
      }),
      { numRuns: 1000 },
    );
  });
});
