import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** One text file of the project. `path` is below its root, with `/` between folders. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** What is built, installed or measured is not written by us: the same as `.gitignore` says. */
const foldersNotOurs = new Set([
  '.git',
  'node_modules',
  'dist',
  '.build',
  '.serverless',
  '.subtrail',
  'subtrail-demo',
  'coverage',
]);
const endingsOfText = new Set(['.ts', '.mjs', '.js', '.json', '.sql', '.md', '.yaml', '.yml', '.html', '.csv', '.sh']);
/** Text files without an ending, by their whole name. */
const namesOfText = new Set(['run', '.npmrc', '.gitignore', 'LICENSE']);

/** Every text file of the project that is in the working tree, by path. */
export function readProject(root = '.'): readonly SourceText[] {
  const paths: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !foldersNotOurs.has(entry.name)) walk(path);
      if (entry.isFile() && (endingsOfText.has(extname(entry.name)) || namesOfText.has(entry.name))) paths.push(path);
    }
  };
  walk('');
  return paths.sort().map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** The first folder of a path, empty for a file at the root. */
export const topFolder = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '');

/** Everything that follows from a bug in our code rather than from data: what users run. */
export const productFolders: readonly string[] = ['core', 'render', 'jobs', 'adapters', 'cli', 'functions', 'infra'];

/** The TypeScript files in some top folders, or all of them. */
export const typescriptIn = (sources: readonly SourceText[], folders?: readonly string[]): readonly SourceText[] =>
  sources.filter(({ path }) => path.endsWith('.ts') && (folders === undefined || folders.includes(topFolder(path))));

/** The line, from 1, on which a character stands. */
export const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;
