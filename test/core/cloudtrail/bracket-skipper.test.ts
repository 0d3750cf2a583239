import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BracketSkipper } from '../../../core/cloudtrail/bracket-skipper.ts';
import { jsonText } from './json-text.ts';

const skip = (text: string, pieceBytes: number) => {
  const bytes = Buffer.from(text);
  const skipper = new BracketSkipper();
  skipper.reset();
  let at = 0;
  while (at < bytes.length && skipper.state === 'open')
    at = skipper.skip(bytes, at, Math.min(at + pieceBytes, bytes.length));
  return { state: skipper.state, rest: bytes.subarray(at).toString() };
};

describe('BracketSkipper', () => {
  it('finds the end of every bracketed value, in whatever pieces it comes', () => {
    fc.assert(
      fc.property(jsonText(), fc.integer({ min: 1, max: 20 }), (text, pieceBytes) => {
        fc.pre(/^[[{"]/.test(text));
        expect(skip(`${text},[]}`, pieceBytes)).toEqual({ state: 'closed', rest: ',[]}' });
      }),
    );
  });

  it('does not mind what else is wrong inside', () => {
    expect(skip('{"a" 01 tru \\ "\u0001" [,] }x', 3)).toEqual({ state: 'closed', rest: 'x' });
  });

  it.each(['[}', '{"a":[1}', '{]', '[[]}'])('says that %s is lost', (text) => {
    expect(skip(text, 1).state).toBe('lost');
  });

  it.each(['[', '{"a":"}', '"a\\"', '[[]'])('waits for more behind %s', (text) => {
    expect(skip(text, 2)).toEqual({ state: 'open', rest: '' });
  });

  it('can be used again', () => {
    const skipper = new BracketSkipper();
    expect(skipper.skip(Buffer.from('["a\\'), 0, 4)).toBe(4);
    skipper.reset();
    expect(skipper.skip(Buffer.from('[]'), 0, 2)).toBe(2);
    expect(skipper.state).toBe('closed');
  });
});
