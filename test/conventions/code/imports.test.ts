import { describe, expect, test } from 'vitest';
import { places, plant } from '../planted.ts';
import { findImportCycles, findUndeclaredPackages, findWrongArrows } from './imports.ts';

const arrowsOf = (path: string, text: string) => places(findWrongArrows(plant({ [path]: text })));

describe('findWrongArrows()', () => {
  test.each([
    ['core/a.ts', "import { b } from '../jobs/b.ts';"],
    ['core/lake/a.ts', "import type { B } from '../../adapters/s3/b.ts';"],
    ['core/a.ts', "import { b } from '../render/b.ts';"],
    ['render/a.ts', "export { b } from '../jobs/b.ts';"],
    ['jobs/ports.ts', "import type { B } from '../adapters/s3/b.ts';"],
    ['jobs/a.ts', "export * from '../cli/b.ts';"],
    ['jobs/a.ts', "const { b } = await import('../adapters/s3/b.ts');"],
    ['adapters/s3/a.ts', "import { type B, c } from '../../jobs/ports.ts';"],
    ['adapters/s3/a.ts', "import type { B } from '../../jobs/ingest.ts';"],
    ['adapters/s3/a.ts', "import { b } from '../../render/b.ts';"],
    ['cli/a.ts', "import { b } from '../functions/b.ts';"],
    ['functions/a.ts', "import { b } from '../cli/b.ts';"],
    ['infra/a.ts', "import { b } from '../functions/b.ts';"],
    ['cli/a.ts', "import { b } from '../test/b.ts';"],
    ['core/a.ts', "import { b } from './b';"],
    ['core/a.ts', "import { b } from './b.js';"],
    ['test/a.ts', "import { b } from '../../elsewhere/b.ts';"],
  ])('refuses in %s: %s', (path, text) => {
    expect(arrowsOf(path, text)).toEqual([`${path}:1`]);
  });

  test.each([
    ['core/lake/a.ts', "import { b } from '../b.ts'; import { z } from 'zod';"],
    ['render/a.ts', "import { b } from '../core/b.ts';"],
    ['jobs/a.ts', "import { b } from '../render/b.ts'; import type { C } from './ports.ts';"],
    ['adapters/s3/a.ts', "import type { B } from '../../jobs/ports.ts'; import { c } from '../files/c.ts';"],
    ['adapters/s3/a.ts', "import { type B } from '../../jobs/ports.ts'; import { c } from '../../core/c.ts';"],
    ['cli/a.ts', "import { b } from '../adapters/s3/b.ts';"],
    ['bench/a.ts', "import { b } from '../adapters/s3/b.ts';"],
    ['test/a.ts', "import { b } from '../cli/b.ts';"],
    ['core/a.ts', "// import { b } from '../jobs/b.ts';\nconst text = \"import { b } from '../jobs/b.ts'\";"],
  ])('allows in %s: %s', (path, text) => {
    expect(arrowsOf(path, text)).toEqual([]);
  });
});

describe('findImportCycles()', () => {
  test('names the way round a cycle', () => {
    const sources = plant({
      'core/a.ts': "import { b } from './b.ts';",
      'core/b.ts': "import { c } from './lake/c.ts';",
      'core/lake/c.ts': "import type { A } from '../a.ts';",
      'core/d.ts': "import { a } from './a.ts';",
    });
    expect(findImportCycles(sources)).toEqual([
      { path: 'core/a.ts', mend: expect.stringContaining('core/a.ts -> core/b.ts -> core/lake/c.ts -> core/a.ts') },
    ]);
  });

  test('finds a file that imports itself', () => {
    expect(places(findImportCycles(plant({ 'core/a.ts': "import { a } from './a.ts';" })))).toEqual(['core/a.ts']);
  });

  test('lets two files import a third', () => {
    const sources = plant({
      'core/a.ts': "import { c } from './c.ts'; import { b } from './b.ts';",
      'core/b.ts': "import { c } from './c.ts';",
      'core/c.ts': '',
    });
    expect(findImportCycles(sources)).toEqual([]);
  });
});

describe('findUndeclaredPackages()', () => {
  const manifest =
    '{ "dependencies": { "zod": "4.0.0", "@aws-sdk/client-s3": "3.0.0" }, "devDependencies": { "vitest": "4.0.0" } }';

  test('refuses what only developers have, and what nobody has', () => {
    const sources = plant({
      'package.json': manifest,
      'cli/a.ts': "import { test } from 'vitest';\nimport x from '@scope/unknown/deep';",
    });
    expect(places(findUndeclaredPackages(sources))).toEqual(['cli/a.ts:1', 'cli/a.ts:2']);
  });

  test('allows dependencies, parts of them, built-in modules, types, and anything in tests', () => {
    const sources = plant({
      'package.json': manifest,
      'core/a.ts':
        "import { z } from 'zod/v4'; import { S3 } from '@aws-sdk/client-s3'; import { x } from 'node:zlib';",
      'cli/b.ts': "import type { Test } from 'vitest';",
      'test/c.ts': "import { test } from 'vitest';",
    });
    expect(findUndeclaredPackages(sources)).toEqual([]);
  });
});
