import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeProject } from './package-service.ts';

const exampleSettings = readFileSync('subtrail.deploy.example.yaml', 'utf8');
const folder = makeProject(`${exampleSettings}policy: ours.yaml\n`);
afterAll(() => rmSync(folder, { recursive: true }));

const bundle = (variables: Readonly<Record<string, string>> = {}) =>
  execFileSync(process.execPath, ['scripts/bundle-functions.mjs'], { cwd: folder, env: variables, stdio: 'pipe' });
const readPolicy = (): unknown => JSON.parse(readFileSync(join(folder, '.build/report/policy.json'), 'utf8'));

describe('scripts/bundle-functions.mjs', () => {
  test('packs the policy file that the settings name, with its defaults', () => {
    writeFileSync(join(folder, 'ours.yaml'), 'version: 1\nreport: { title: Keys in CI }\n');
    bundle();
    expect(readPolicy()).toMatchObject({ report: { title: 'Keys in CI' }, notify: { renotify_after_days: 7 } });
  });

  test('takes the settings that SUBTRAIL_DEPLOY names', () => {
    writeFileSync(join(folder, 'other.yaml'), exampleSettings);
    bundle({ SUBTRAIL_DEPLOY: 'other.yaml' });
    expect(readPolicy()).toMatchObject({ version: 1, expected: [], report: {} });
  });

  test('packs nothing where the policy file has mistakes, and tells all of them', () => {
    writeFileSync(join(folder, 'ours.yaml'), 'version: 1\nreports: {}\nexpected: [{ role: 5 }]\n');
    expect(bundle).toThrow(/ours\.yaml:2:1 .*"reports"[\s\S]*ours\.yaml:3:20 .*put it in quotes/);
  });

  test('says which file is not there', () => {
    rmSync(join(folder, 'ours.yaml'));
    expect(bundle).toThrow(/ours\.yaml": there is no such file/);
    expect(() => bundle({ SUBTRAIL_DEPLOY: 'nowhere.yaml' })).toThrow(/nowhere\.yaml": there is no such file/);
  });

  test('tells what esbuild does not understand', () => {
    writeFileSync(join(folder, 'functions/detect.ts'), "import { nothing } from './nowhere.ts';\nnothing();\n");
    expect(() => bundle({ SUBTRAIL_DEPLOY: 'other.yaml' })).toThrow(/Could not resolve "\.\/nowhere\.ts"/);
  });
});
