import { expect, test } from 'vitest';
import { places, plant } from '../planted.ts';
import { findRealFixtures } from './fixtures.ts';

const find = (text: string, path = 'test/a.json') => places(findRealFixtures(plant({ [path]: text })));
// Put together here, so that this file does not hold what the rule refuses.
const address = (...parts: readonly number[]) => parts.join('.');

test.each([
  address(8, 8, 8, 8),
  address(52, 1, 2, 3),
  address(192, 0, 3, 1),
  `${84651}${9302177}`,
  `AKIA${'Q7'.repeat(8)}`,
])('findRealFixtures() refuses %s', (text) => {
  expect(find(`{\n"value": "${text}" }`)).toEqual(['test/a.json:2']);
});

test.each([
  '192.0.2.7 198.51.100.1 203.0.113.255 10.0.0.1 100.64.0.1 127.0.0.1',
  '123456789012 111122223333 444455556666 111111111111 arn:aws:iam::123456789012:role/x',
  'AKIAEXAMPLE1 ASIAIOSFODNN7EXAMPLE AKIAAAAAAAAAAAAAAAAA',
  '1700000000000 1.2.3 999.1.1.1 aws-sdk/1.2.3.4.5 00000000-0000-4000-8000-123456789abc',
])('findRealFixtures() allows %s', (text) => {
  expect(find(text)).toEqual([]);
});

test('findRealFixtures() looks at tests only', () => {
  expect(find(address(8, 8, 8, 8), 'core/a.ts')).toEqual([]);
});
