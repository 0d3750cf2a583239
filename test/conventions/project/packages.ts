import type { Offence } from '../offence.ts';
import type { SourceText } from '../source-text.ts';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Lockfile {
  readonly packages?: Readonly<Record<string, Manifest & { readonly version?: string; readonly resolved?: string }>>;
}

const exactVersion = /^\d+\.\d+\.\d+(-[\w.-]+)?$/;
const path = 'package-lock.json';

const readJson = (sources: readonly SourceText[], name: string): unknown =>
  JSON.parse(sources.find((source) => source.path === name)?.text ?? '{}');

const declared = (manifest: Manifest): readonly (readonly [string, string])[] =>
  Object.entries({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies });

/** Dependencies without one exact version: a build of tomorrow would have other code. */
export const findUnpinnedPackages = (sources: readonly SourceText[]): readonly Offence[] =>
  declared(readJson(sources, 'package.json') as Manifest)
    .filter(([, version]) => !exactVersion.test(version))
    .map(([name, version]) => ({
      path: 'package.json',
      mend: `Pin "${name}" to one exact version instead of "${version}"`,
    }));

/** Native packages come as one package a platform, named alike. */
const linuxPackage = /^node_modules\/(?<family>.+[-/])linux-x64(?<libc>-gnu)?$/;
/** The platforms that people have, beside the one that is found by the pattern. */
const siblings = (family: string, libc: string): readonly string[] => [
  `${family}linux-arm64${libc}`,
  `${family}darwin-arm64`,
];

/**
 * What makes `npm ci` fail on somebody else's machine: entries of other platforms that are missing, addresses of one
 * registry, or a lockfile that does not belong to `package.json`.
 */
export function findBrokenLocks(sources: readonly SourceText[]): readonly Offence[] {
  const packages = (readJson(sources, path) as Lockfile).packages ?? {};
  const missing = Object.keys(packages)
    .flatMap((name) => {
      const groups = linuxPackage.exec(name)?.groups;
      return groups === undefined ? [] : siblings(groups['family'] ?? '', groups['libc'] ?? '');
    })
    .filter((name) => packages[`node_modules/${name}`] === undefined)
    .map((name) => ({
      path,
      mend: `"${name}" is missing, so "npm ci" fails there: pin a version that has all platforms and lock again`,
    }));
  const located = Object.entries(packages)
    .filter(([, locked]) => /^https?:/.test(locked.resolved ?? ''))
    .map(([name]) => ({
      path,
      mend: `Take "resolved" from "${name}": .npmrc says omit-lockfile-registry-resolved, lock again with it`,
    }));
  const stale = declared(readJson(sources, 'package.json') as Manifest)
    .filter(([name, version]) => packages[`node_modules/${name}`]?.version !== version)
    .map(([name, version]) => ({ path, mend: `Lock "${name}" ${version} as package.json says: run npm install` }));
  return [...missing, ...located, ...stale];
}
