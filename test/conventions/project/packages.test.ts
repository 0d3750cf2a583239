import { describe, expect, test } from 'vitest';
import { plant } from '../planted.ts';
import { findBrokenLocks, findUnpinnedPackages } from './packages.ts';

const mends = (offences: readonly { readonly mend: string }[]) => offences.map(({ mend }) => mend);

test.each(['^1.0.0', '~1.0.0', '1.x', '*', 'latest', '>=1.0.0', '1.0', 'github:acme/shop'])(
  'findUnpinnedPackages() refuses %s',
  (version) => {
    const manifest = JSON.stringify({ dependencies: { zod: '4.0.0' }, devDependencies: { vitest: version } });
    expect(mends(findUnpinnedPackages(plant({ 'package.json': manifest })))).toEqual([
      expect.stringContaining('"vitest"'),
    ]);
  },
);

test('findUnpinnedPackages() allows exact versions, and ranges among overrides', () => {
  const manifest = JSON.stringify({ dependencies: { a: '1.5.5-r.5', b: '1.0.0' }, overrides: { c: '^1.0.0' } });
  expect(findUnpinnedPackages(plant({ 'package.json': manifest }))).toEqual([]);
});

describe('findBrokenLocks()', () => {
  const locksIn = (packages: Readonly<Record<string, object>>, manifest: object = {}) =>
    mends(
      findBrokenLocks(
        plant({ 'package.json': JSON.stringify(manifest), 'package-lock.json': JSON.stringify({ packages }) }),
      ),
    );
  const complete = {
    'node_modules/@duckdb/node-bindings-linux-x64': {},
    'node_modules/@duckdb/node-bindings-linux-arm64': {},
    'node_modules/@duckdb/node-bindings-darwin-arm64': {},
    'node_modules/@rolldown/binding-linux-x64-gnu': {},
    'node_modules/@rolldown/binding-linux-arm64-gnu': {},
    'node_modules/@rolldown/binding-darwin-arm64': {},
    'node_modules/@esbuild/linux-x64': {},
    'node_modules/@esbuild/linux-arm64': {},
    'node_modules/@esbuild/darwin-arm64': {},
    'node_modules/zod': { version: '4.0.0' },
  };

  test('allows a lockfile with all platforms', () => {
    expect(locksIn(complete, { dependencies: { zod: '4.0.0' } })).toEqual([]);
  });

  test.each([
    '@duckdb/node-bindings-darwin-arm64',
    '@duckdb/node-bindings-linux-arm64',
    '@rolldown/binding-darwin-arm64',
    '@esbuild/darwin-arm64',
  ])('misses %s', (name) => {
    const { [`node_modules/${name}`]: _, ...rest } = complete as Readonly<Record<string, object>>;
    expect(locksIn(rest)).toEqual([expect.stringContaining(`"${name}" is missing`)]);
  });

  test('refuses an address of one registry, allows a folder of this project', () => {
    const located = { 'node_modules/zod': { version: '4.0.0', resolved: 'https://packages.example.com/zod.tgz' } };
    expect(locksIn(located)).toEqual([expect.stringContaining('"resolved"')]);
    expect(locksIn({ 'node_modules/own': { resolved: 'packages/own' } })).toEqual([]);
  });

  test('refuses a lockfile that is older than package.json', () => {
    expect(locksIn(complete, { dependencies: { zod: '4.0.1' } })).toEqual([
      expect.stringContaining('Lock "zod" 4.0.1'),
    ]);
    expect(locksIn(complete, { devDependencies: { absent: '1.0.0' } })).toHaveLength(1);
  });
});
