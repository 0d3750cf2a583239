import { describe, expect, test } from 'vitest';
import { places, plant } from '../planted.ts';
import { findDeadLinks, findPoorDecisions, findUntidyText } from './documents.ts';

describe('findDeadLinks()', () => {
  const existing = new Set(['docs/security.md', 'README.md', 'docs/decisions']);
  const find = (path: string, text: string) =>
    places(findDeadLinks(plant({ [path]: text }), (target) => existing.has(target.replace(/\/$/, ''))));

  test.each([
    ['README.md', '[a](docs/absent.md)'],
    ['docs/a.md', '[a](docs/security.md)'],
    ['README.md', '![picture](docs/absent.png)'],
    ['README.md', '[a](docs/absent.md#part)'],
  ])('refuses in %s: %s', (path, text) => {
    expect(find(path, `line\n${text}`)).toEqual([`${path}:2`]);
  });

  test.each([
    ['README.md', '[a](docs/security.md) [b](docs/security.md#limits) [c](docs/decisions/)'],
    ['docs/a.md', '[a](security.md) [b](../README.md) [c](#here)'],
    ['docs/a.md', '[a](https://example.com/absent.md) [b](mailto:jo@example.com)'],
  ])('allows in %s: %s', (path, text) => {
    expect(find(path, text)).toEqual([]);
  });
});

describe('findPoorDecisions()', () => {
  const text = '# Title\n\n## Context\n\nWhy.\n\n## Choice\n\nWhat.\n\n## What we gave up\n\nThat.\n';

  test('allows short decisions, counted from 0001', () => {
    expect(findPoorDecisions(plant({ 'docs/decisions/0001-a.md': text, 'docs/decisions/0002-b-c.md': text }))).toEqual(
      [],
    );
  });

  test.each([
    ['a gap in the numbers', 'docs/decisions/0003-b.md', text],
    ['a name without a number', 'docs/decisions/b.md', text],
    ['a missing price', 'docs/decisions/0002-b.md', text.replace('## What we gave up', '## Result')],
    ['a treatise', 'docs/decisions/0002-b.md', text + 'word '.repeat(400)],
  ])('refuses %s', (_, path, bad) => {
    expect(places(findPoorDecisions(plant({ 'docs/decisions/0001-a.md': text, [path]: bad })))).toEqual([path]);
  });
});

describe('findUntidyText()', () => {
  test.each([
    ['a\nb\r\n', 2],
    ['a\nb \nc\n', 2],
    ['a\n\tb\n', 2],
    ['a\nb', 2],
    ['a\nb\n\n', 2],
  ])('refuses %j', (text, line) => {
    expect(places(findUntidyText(plant({ 'core/a.ts': text })))).toEqual([`core/a.ts:${line}`]);
  });

  test('allows tidy text, an empty file, and tabs where they are the format', () => {
    expect(findUntidyText(plant({ 'core/a.ts': 'a\n\n  b\n', 'core/b.ts': '', 'test/c.csv': 'a\tb\n' }))).toEqual([]);
  });
});
