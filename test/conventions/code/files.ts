import type { Offence } from '../offence.ts';
import { productFolders, type SourceText, typescriptIn } from '../source-text.ts';

/** Past this many lines a file mostly holds a second idea. */
const linesMax = 300;

/** Product files that are too long to hold one idea. */
export const findLongFiles = (sources: readonly SourceText[]): readonly Offence[] =>
  typescriptIn(sources, productFolders)
    .map(({ path, text }) => ({ path, lines: text.replace(/\n$/, '').split('\n').length }))
    .filter(({ lines }) => lines > linesMax)
    .map(({ path, lines }) => ({
      path,
      mend: `Find the second idea in these ${lines} lines and give it a file of its own (${linesMax} are the most)`,
    }));

const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config|bench))?\.(ts|mjs)$/;
const snakeCase = /^[a-z0-9]+(_[a-z0-9]+)*\.sql$/;

/** File names that do not follow the one spelling of their kind. */
export const findMisspeltNames = (sources: readonly SourceText[]): readonly Offence[] =>
  sources.flatMap(({ path }) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (/\.(ts|mjs)$/.test(name) && !kebabCase.test(name)) return [{ path, mend: 'Name code files in kebab-case' }];
    if (name.endsWith('.sql') && !snakeCase.test(name)) return [{ path, mend: 'Name SQL files in snake_case' }];
    return [];
  });

const wordsWithoutMeaning = /^(utils?|helpers?|commons?|misc|managers?)$/;

/** Files and folders whose name says nothing about what is in them. */
export const findEmptyNames = (sources: readonly SourceText[]): readonly Offence[] =>
  sources.flatMap(({ path }) => {
    const word = path.split(/[/._-]/).find((one) => wordsWithoutMeaning.test(one));
    return word === undefined ? [] : [{ path, mend: `Name it for its idea: "${word}" holds anything` }];
  });
