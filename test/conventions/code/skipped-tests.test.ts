import { describe, expect, test } from 'vitest';
import { places, plant } from '../planted.ts';
import { findSkippedTests } from './skipped-tests.ts';

const skippedIn = (text: string) => places(findSkippedTests(plant({ 'test/a.test.ts': text })));

describe('findSkippedTests()', () => {
  test.each([
    "it.only('a', () => {});",
    "describe.only('a', () => {});",
    "test.each.only([1])('a', () => {});",
    "it.todo('a');",
    "it.fails('a', () => {});",
    "it.skip('a', () => {});",
    "describe.skipIf(!hasSamples)('a', () => {});",
    "it.runIf(hasSamples)('a', () => {});",
    "console.log('only now'); it.only('a', () => {});",
    "console.log('begin'); it.skip('a', () => {});",
  ])('refuses %s', (text) => {
    expect(skippedIn(text)).toEqual(['test/a.test.ts:1']);
  });

  test.each([
    "it('a', () => {}); test.each([1])('b', () => {}); describe('c', () => {});",
    "if (!has) console.warn('skipped: samples are absent');\ndescribe.skipIf(!has)('a', () => {});",
    "process.stderr.write('Skipping it: no Java\\n');\nit.skip('a', () => {});",
    'list.skip(1); page.only();',
  ])('allows %s', (text) => {
    expect(skippedIn(text)).toEqual([]);
  });
});
