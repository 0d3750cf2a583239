import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lineAt, readProject, topFolder, typescriptIn } from './source-text.ts';

test('readProject() reads the text files of a folder and passes over what is installed or built', () => {
  const root = mkdtempSync(join(tmpdir(), 'subtrail-conventions-'));
  try {
    for (const folder of ['core/lake', 'node_modules/zod', 'dist', '.ci'])
      mkdirSync(join(root, folder), { recursive: true });
    const files = ['core/lake/b.ts', 'core/a.sql', 'node_modules/zod/c.ts', 'dist/d.mjs', '.ci/run', 'core/e.png'];
    for (const file of files) writeFileSync(join(root, file), 'text');

    expect(readProject(root).map(({ path }) => path)).toEqual(['.ci/run', 'core/a.sql', 'core/lake/b.ts']);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('readProject() finds this project', () => {
  const paths = readProject().map(({ path }) => path);
  expect(paths).toContain('core/lake/tables.ts');
  expect(paths).toContain('sql/attribute/merge_calls.sql');
  expect(paths).toContain('package-lock.json');
});

test('typescriptIn() keeps the TypeScript files of some folders', () => {
  const sources = ['core/a.ts', 'core/a.sql', 'cli/b.ts', 'serverless.ts'].map((path) => ({ path, text: '' }));
  expect(typescriptIn(sources, ['core']).map(({ path }) => path)).toEqual(['core/a.ts']);
  expect(typescriptIn(sources)).toHaveLength(3);
});

test('topFolder() is empty for a file at the root', () => {
  expect(topFolder('serverless.ts')).toBe('');
  expect(topFolder('core/lake/tables.ts')).toBe('core');
});

test('lineAt() counts from 1', () => {
  expect(lineAt('a\nb\nc', 0)).toBe(1);
  expect(lineAt('a\nb\nc', 4)).toBe(3);
});
