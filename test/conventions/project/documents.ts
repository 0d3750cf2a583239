import { dirname, join, normalize } from 'node:path/posix';
import type { Offence } from '../offence.ts';
import { lineAt, type SourceText } from '../source-text.ts';

const link = /\]\((?!https?:|mailto:|#)(?<target>[^)\s#]+)/g;

/** Links in Markdown files to files that are not there. `exists` is told a path below the root of the project. */
export const findDeadLinks = (sources: readonly SourceText[], exists: (path: string) => boolean): readonly Offence[] =>
  sources
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(link)]
        .map((match) => ({ target: match.groups?.['target'] ?? '', line: lineAt(text, match.index) }))
        .filter(({ target }) => !exists(normalize(join(dirname(path), target))))
        .map(({ target, line }) => ({ path, line, mend: `There is no "${target}": make it, or mend the link` })),
    );

const decisionName = /^docs\/decisions\/(?<number>\d{4})-[a-z0-9]+(-[a-z0-9]+)*\.md$/;
const decisionParts = ['## Context', '## Choice', '## What we gave up'];
/** Half a page: whoever reads all decisions should be done in ten minutes. */
const decisionWordsMax = 400;

/** Decisions that are not numbered one after the other, lack a part, or have grown into a treatise. */
export const findPoorDecisions = (sources: readonly SourceText[]): readonly Offence[] =>
  sources
    .filter(({ path }) => path.startsWith('docs/decisions/'))
    .flatMap(({ path, text }, index) => {
      const number = decisionName.exec(path)?.groups?.['number'];
      const expected = String(index + 1).padStart(4, '0');
      const words = text.split(/\s+/).length;
      const problems = [
        number === expected ? null : `Name it docs/decisions/${expected}-what-was-chosen.md: decisions are counted`,
        ...decisionParts.map((part) => (text.includes(`\n${part}\n`) ? null : `Add the part "${part}"`)),
        words > decisionWordsMax ? `Shorten its ${words} words to ${decisionWordsMax}: context, choice, price` : null,
      ];
      return problems.filter((mend) => mend !== null).map((mend) => ({ path, mend }));
    });

/** What editors and tools quarrel about: line ends, spaces before them, tabs, and the end of the file. */
export const findUntidyText = (sources: readonly SourceText[]): readonly Offence[] =>
  sources.flatMap(({ path, text }) => {
    const place = (pattern: RegExp, mend: string): readonly Offence[] => {
      const match = pattern.exec(text);
      return match === null ? [] : [{ path, line: lineAt(text, match.index), mend }];
    };
    return [
      ...place(/\r/, 'End lines with a line feed alone'),
      ...place(/[ \t]+$/m, 'Take the spaces at the end of the line away'),
      ...(/\.(ts|mjs|sql|yaml)$/.test(path) ? place(/\t/, 'Indent with spaces') : []),
      ...place(/[^\n]$(?![\s\S])/, 'End the last line with a line feed'),
      ...place(/\n\n$(?![\s\S])/, 'Take the empty lines at the end away'),
    ];
  });
