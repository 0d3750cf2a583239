import { expect, test } from 'vitest';
import { places, plant } from '../planted.ts';
import { findEmptyNames, findLongFiles, findMisspeltNames } from './files.ts';

const named = (...paths: readonly string[]) => paths.map((path) => ({ path, text: '' }));

test('findLongFiles() refuses the 301st line, in the product only', () => {
  const sources = plant({
    'core/a.ts': 'x\n'.repeat(300),
    'core/b.ts': 'x\n'.repeat(301),
    'test/c.ts': 'x\n'.repeat(900),
  });
  expect(places(findLongFiles(sources))).toEqual(['core/b.ts']);
});

test('findMisspeltNames() wants kebab-case.ts and snake_case.sql', () => {
  const wrong = named(
    'core/myFile.ts',
    'core/my_file.ts',
    'core/My-file.ts',
    'scripts/my_script.mjs',
    'sql/a/my-file.sql',
  );
  const right = named(
    'core/my-file.ts',
    'test/my-file.test.ts',
    'vitest.config.ts',
    'sql/a/my_file.sql',
    'docs/A_b.md',
  );
  expect(places(findMisspeltNames([...wrong, ...right]))).toEqual(wrong.map(({ path }) => path).sort());
});

test('findEmptyNames() refuses names that hold anything', () => {
  const wrong = named(
    'core/utils.ts',
    'core/helpers/a.ts',
    'core/string-util.ts',
    'sql/misc/a.sql',
    'jobs/job-manager.ts',
  );
  const right = named('core/a.ts', 'core/utility-bill.ts', 'docs/commonplace.md');
  expect(places(findEmptyNames([...wrong, ...right]))).toEqual(wrong.map(({ path }) => path).sort());
});
