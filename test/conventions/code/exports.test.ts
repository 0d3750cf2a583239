import { describe, expect, test } from 'vitest';
import { places, plant } from '../planted.ts';
import { findDefaultExports, findUndocumentedExports } from './exports.ts';

describe('findDefaultExports()', () => {
  test.each(['export default 1;', 'const a = 1;\nexport { a as default };', "export { a as default } from './a.ts';"])(
    'refuses %s',
    (text) => {
      expect(places(findDefaultExports(plant({ 'cli/a.ts': text })))).toHaveLength(1);
    },
  );

  test('allows named exports, and configurations of tools that want a default', () => {
    const sources = plant({ 'cli/a.ts': 'export const a = 1;', 'vitest.config.ts': 'export default {};' });
    expect(findDefaultExports(sources)).toEqual([]);
  });
});

describe('findUndocumentedExports()', () => {
  const linesIn = (text: string) => places(findUndocumentedExports(plant({ 'core/a.ts': text })));

  test.each([
    'export const a = 1;',
    'export function a(): void {}',
    'export interface A {}',
    'export type A = string;',
    'export class A {}',
    '// Not for readers of types.\nexport const a = 1;',
    '/* Nor this. */\nexport const a = 1;',
    '/** Of something else. */\nconst b = 1;\nexport const a = b;',
    '/** Says it. */\nexport const a = 1;\n\nexport const b = 2;',
  ])('refuses %s', (text) => {
    expect(linesIn(text)).toHaveLength(1);
  });

  test.each([
    '/** Says it. */\nexport const a = 1;',
    '/**\n * Says it.\n * **units**: seconds\n */\nexport function a(): void {}',
    '/** Says it for both. */\nexport const a = 1;\nexport const b = 2;',
    "export { a } from './b.ts';",
    'const a = 1;',
    "export const a: Table = { name: 'a', grain: 'one row per a' };",
  ])('allows %s', (text) => {
    expect(linesIn(text)).toEqual([]);
  });

  test('names the export and its line', () => {
    const [offence] = findUndocumentedExports(plant({ 'jobs/a.ts': '\n\nexport const countRows = 1;' }));
    expect(offence).toEqual({ path: 'jobs/a.ts', line: 3, mend: expect.stringContaining('countRows') });
  });

  test('asks for nothing in cli and test', () => {
    expect(findUndocumentedExports(plant({ 'cli/a.ts': 'export const a = 1;' }))).toEqual([]);
  });
});
