import { expect, test } from 'vitest';
import { expectNone, renderOffences } from './offence.ts';

const offences = [
  { path: 'b.ts', line: 2, mend: 'Mend it' },
  { path: 'b.ts', line: 10, mend: 'Mend it' },
  { path: 'a.ts', mend: 'Write it' },
];

test('renderOffences() sorts by path, then by line as a number', () => {
  expect(renderOffences([...offences].reverse())).toEqual(['a.ts  Write it', 'b.ts:2  Mend it', 'b.ts:10  Mend it']);
});

test('expectNone() names all offenders at once', () => {
  expect(() => expectNone(offences)).toThrow('3 to mend:\na.ts  Write it\nb.ts:2  Mend it\nb.ts:10  Mend it');
  expect(() => expectNone([])).not.toThrow();
});
