import { dirname, join } from 'node:path/posix';
import type { Offence } from '../offence.ts';
import { productFolders, type SourceText, topFolder, typescriptIn } from '../source-text.ts';
import { type Import, listImports } from './syntax.ts';

/** Which top folders the files of a top folder may import from. A folder that is not here may import from all. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  render: ['render', 'core'],
  jobs: ['jobs', 'core', 'render'],
  adapters: ['adapters', 'core', 'jobs'],
  cli: ['cli', 'jobs', 'core', 'render', 'adapters', 'bench'], // the demo shows the organisation that tests and benchmarks use
  functions: ['functions', 'jobs', 'core', 'render', 'adapters'],
  infra: ['infra', 'core'],
};

/** The only file of `jobs/` that an adapter may know, and only its types. */
const portsPath = 'jobs/ports.ts';

/** The path that a relative import names, or null for a package. */
const targetOf = (path: string, { specifier }: Import): string | null =>
  specifier.startsWith('.') ? join(dirname(path), specifier) : null;

/** Imports that point the wrong way between the folders (style: dependencies point to `core/`). */
export function findWrongArrows(sources: readonly SourceText[]): readonly Offence[] {
  return typescriptIn(sources).flatMap((source) =>
    listImports(source).flatMap((found) => {
      const mend = explainArrow(source.path, found);
      return mend === null ? [] : [{ path: source.path, line: found.line, mend }];
    }),
  );
}

function explainArrow(path: string, found: Import): string | null {
  const target = targetOf(path, found);
  if (target === null) return null;
  if (target.startsWith('..')) return `"${found.specifier}" lies outside the project: copy what is needed into it`;
  if (!/\.(ts|json)$/.test(target)) return `Write the import of "${found.specifier}" with its ending, .ts`;
  const from = topFolder(path);
  const to = topFolder(target);
  const allowed = arrows[from];
  if (allowed !== undefined && !allowed.includes(to)) {
    return `${from}/ must not import ${target}: it may use ${allowed.join(', ')}; pass the value in, or move the idea`;
  }
  if (from === 'adapters' && to === 'jobs' && !(target === portsPath && found.isTypeOnly)) {
    return `An adapter may take types from ${portsPath} with "import type" and nothing else from jobs/, not ${target}`;
  }
  return null;
}

/** Groups of files that import each other, each named once, from its first file in order of the alphabet. */
export function findImportCycles(sources: readonly SourceText[]): readonly Offence[] {
  const targets = new Map(
    typescriptIn(sources).map((source) => [
      source.path,
      listImports(source).flatMap((found) => targetOf(source.path, found) ?? []),
    ]),
  );
  const settled = new Set<string>();
  const offences: Offence[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const seenAt = trail.indexOf(path);
    if (seenAt >= 0) {
      const cycle = [...trail.slice(seenAt), path].join(' -> ');
      offences.push({ path, mend: `Break the cycle ${cycle}: move what both need into a file of its own` });
      return;
    }
    if (settled.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    settled.add(path);
  };
  for (const path of [...targets.keys()].sort()) visit(path, []);
  return offences;
}

/** Packages that users would not have: imported by the product, but not among `dependencies`. */
export function findUndeclaredPackages(sources: readonly SourceText[]): readonly Offence[] {
  const manifest = sources.find(({ path }) => path === 'package.json');
  const declared = new Set(
    Object.keys((JSON.parse(manifest?.text ?? '{}') as { dependencies?: object }).dependencies ?? {}),
  );
  return typescriptIn(sources, productFolders).flatMap((source) =>
    listImports(source)
      .filter(({ specifier, isTypeOnly }) => !isTypeOnly && !/^(\.|node:)/.test(specifier))
      .map((found) => ({ ...found, name: packageName(found.specifier) }))
      .filter(({ name }) => !declared.has(name))
      .map(({ name, line }) => ({
        path: source.path,
        line,
        mend: `Name "${name}" under dependencies in package.json, or do without: users install nothing else`,
      })),
  );
}

/** `@scope/name` or `name`, without the path inside the package. */
export const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
