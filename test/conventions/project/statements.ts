import type { Offence } from '../offence.ts';
import { lineAt, productFolders, type SourceText, typescriptIn } from '../source-text.ts';

const statementPath = /^sql\/(?<folder>[^/]+)\/(?<stem>.+)\.sql$/;
/** Read by their engine, and by the catalogue, which a rule of its own compares. */
const foldersReadOtherwise = new Set(['engines', 'detections']);

/** SQL files that no code asks for, by name or with their whole folder. */
export function findUnusedStatements(sources: readonly SourceText[]): readonly Offence[] {
  const code = typescriptIn(sources, productFolders)
    .map(({ text }) => text)
    .join('\n');
  return sources.flatMap(({ path }) => {
    const { folder = '', stem = '' } = statementPath.exec(path)?.groups ?? {};
    const isUsed = [`'${folder}/${stem}'`, `'${stem}'`, `names('${folder}')`].some((text) => code.includes(text));
    return folder === '' || foldersReadOtherwise.has(folder) || isUsed
      ? []
      : [{ path, mend: 'Nothing runs it: use it, or take it away' }];
  });
}

/** Statements that code asks for by a name that no file has. */
export function findMissingStatements(sources: readonly SourceText[]): readonly Offence[] {
  const paths = new Set(sources.map(({ path }) => path));
  return typescriptIn(sources, productFolders).flatMap(({ path, text }) =>
    [...text.matchAll(/\bsql\.get\('([a-z_]+\/[a-z_/]+)'\)/g)]
      .map((match) => ({ name: match[1] ?? '', line: lineAt(text, match.index) }))
      .filter(({ name }) => !paths.has(`sql/${name}.sql`))
      .map(({ name, line }) => ({ path, line, mend: `There is no sql/${name}.sql: write it, or mend the name` })),
  );
}
