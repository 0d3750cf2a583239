import { describe, expect, test } from 'vitest';
import { places, plant } from '../planted.ts';
import { findMachineTraces } from './traces.ts';

const tracesIn = (text: string) => places(findMachineTraces(plant({ 'docs/a.md': text })));

// Put together here, so that this file does not hold what the rule refuses.
const absolute = (...parts: readonly string[]) => ['', ...parts].join('/');
const host = (...parts: readonly string[]) => parts.join('.');

describe('findMachineTraces()', () => {
  test.each([
    `see ${absolute('home', 'jo', 'subtrail')}`,
    `read("${absolute('Users', 'jo')}")`,
    `cd ${absolute('work', 'main')}`,
    `lock: '${absolute('root', '.npmrc')}'`,
    `C:${'\\'}Users`,
    `C:${'\\\\'}Users`,
    `https://${host('registry', 'npmjs', 'org')}/zod`,
    `registry=${host('registry', 'example', 'com')}`,
    `https://${host('artifactory', 'example', 'com')}/npm/`,
  ])('refuses %s', (text) => {
    expect(tracesIn(`first line\n${text}`)).toEqual(['docs/a.md:2']);
  });

  test.each([
    'https://example.com/home/page',
    './work/main and ../shared/cloudtrail-samples',
    's3://bucket/home/a.json.gz',
    '</root>, a/home/b, core/work.ts',
    'the registry says so. Then',
    'APN/1.0 Terraform/1.9 (+https://registry.terraform.io)',
    '/var/task',
    'space:root/prod and /root/prod:stack',
  ])('allows %s', (text) => {
    expect(tracesIn(text)).toEqual([]);
  });
});
