import { describe, expect, test } from 'vitest';
import { places, plant } from '../planted.ts';
import { findIncompleteDetections, findPoorRunbooks, findWeakCases } from './detections.ts';

const catalogue = [{ id: 'root_activity', title: 'Root user called' }];
const cases = 'test/sql/detections/root_activity';
const runbook =
  '# Root user called\n\n`root_activity`\n\n## What it means\n\n## Why it matters\n\n## How to check\n\n## What to do\n\n## What it cannot see\n';
const complete: Readonly<Record<string, string>> = {
  'sql/detections/root_activity.sql': '',
  'docs/detections/root_activity.md': runbook,
  ...Object.fromEntries(
    ['fires', 'quiet', 'near_miss', 'missing_fields', 'hostile_text'].map((name) => [
      `${cases}/${name}/expected.json`,
      '[]',
    ]),
  ),
};

describe('findIncompleteDetections()', () => {
  test('allows a detection with all its parts', () => {
    expect(findIncompleteDetections(plant(complete), catalogue)).toEqual([]);
  });

  test.each(Object.keys(complete))('misses %s', (path) => {
    const { [path]: _, ...rest } = complete;
    expect(places(findIncompleteDetections(plant(rest), catalogue))).toEqual([path]);
  });

  test.each(['sql/detections/lost.sql', 'docs/detections/lost.md', 'test/sql/detections/lost/fires/expected.json'])(
    'refuses %s, which is not in the catalogue',
    (path) => {
      expect(places(findIncompleteDetections(plant({ ...complete, [path]: '' }), catalogue))).toEqual([path]);
    },
  );

  test('refuses an id that is there twice', () => {
    expect(places(findIncompleteDetections(plant(complete), [...catalogue, ...catalogue]))).toContain(
      'core/findings/catalogue.ts',
    );
  });
});

describe('findPoorRunbooks()', () => {
  const find = (text: string) => findPoorRunbooks(plant({ 'docs/detections/root_activity.md': text }), catalogue);

  test('allows a runbook with all its parts', () => {
    expect(find(runbook)).toEqual([]);
  });

  test.each(['# Root user called', '`root_activity`', '## How to check', '## What it cannot see'])(
    'misses %s',
    (part) => {
      expect(find(runbook.replace(part, 'something else'))).toEqual([
        { path: 'docs/detections/root_activity.md', mend: expect.stringContaining(part) },
      ]);
    },
  );
});

describe('findWeakCases()', () => {
  const find = (name: string, files: Readonly<Record<string, string>>) =>
    findWeakCases(
      plant(Object.fromEntries(Object.entries(files).map(([file, text]) => [`${cases}/${name}/${file}`, text]))),
    ).map(({ mend }) => mend);
  const input = { 'params.json': '{}', 'calls.json': '[{}]' };

  test('allows cases that do what their name says', () => {
    expect(find('fires_at_night', { ...input, 'expected.json': '[{}]' })).toEqual([]);
    expect(find('quiet', { ...input, 'expected.json': '[]' })).toEqual([]);
    expect(find('near_miss', { ...input, 'expected.json': '[]' })).toEqual([]);
  });

  test('refuses a case that fires without a finding, and a quiet one with one', () => {
    expect(find('fires', { ...input, 'expected.json': '[]' })).toEqual([expect.stringContaining('at least one')]);
    expect(find('quiet', { ...input, 'expected.json': '[{}]' })).toEqual([expect.stringContaining('no finding')]);
  });

  test('refuses a hostile text that is not hostile, or that nothing is made of', () => {
    const hostile = { 'params.json': '{}', 'calls.json': '[{"actor": "<b>\u202e"}]' };
    expect(find('hostile_text', { ...hostile, 'expected.json': '[{}]' })).toEqual([]);
    expect(find('hostile_text', { ...hostile, 'expected.json': '[]' })).toEqual([
      expect.stringContaining('at least one'),
    ]);
    expect(find('hostile_text', { ...input, 'expected.json': '[{}]' })).toEqual([
      expect.stringContaining('right-to-left'),
    ]);
  });

  test('refuses a case without parameters or without rows', () => {
    expect(find('quiet', { 'calls.json': '[{}]', 'expected.json': '[]' })).toEqual([
      expect.stringContaining('params.json'),
    ]);
    expect(find('quiet', { 'params.json': '{}', 'expected.json': '[]' })).toEqual([expect.stringContaining('rows')]);
    expect(find('quiet', { 'params.json': '{}', 'calls.json': '[]\n', 'expected.json': '[]' })).toHaveLength(1);
  });
});
