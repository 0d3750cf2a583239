import type { Offence } from '../offence.ts';
import { lineAt, type SourceText, typescriptIn } from '../source-text.ts';
import { childNodes, nameOf, parseSyntax, type SyntaxNode } from './syntax.ts';

/** Tools that take their configuration from nowhere else than a default export. */
const configurations = new Set(['vitest.config.ts', 'serverless.ts']);

/** Default exports: they have another name in every file that imports them. */
export const findDefaultExports = (sources: readonly SourceText[]): readonly Offence[] =>
  typescriptIn(sources)
    .filter(({ path }) => !configurations.has(path))
    .flatMap((source) =>
      childNodes(parseSyntax(source), 'body')
        .filter((node) => node.type === 'ExportDefaultDeclaration' || exportsAsDefault(node))
        .map((node) => ({
          path: source.path,
          line: lineAt(source.text, node.start),
          mend: 'Export it under its name instead of as default',
        })),
    );

const exportsAsDefault = (node: SyntaxNode): boolean =>
  childNodes(node, 'specifiers').some((one) => nameOf(childNodes(one, 'exported')[0]) === 'default');

/**
 * Exports without a docstring. One docstring serves a group of exports that stand under it without an empty line, and a
 * `Table` has its docstring in the field `grain`.
 */
export const findUndocumentedExports = (sources: readonly SourceText[]): readonly Offence[] =>
  typescriptIn(sources, ['core', 'jobs', 'render', 'adapters', 'infra']).flatMap((source) => {
    const offences: Offence[] = [];
    let documentedUntil = -1;
    for (const node of childNodes(parseSyntax(source), 'body')) {
      const declaration = childNodes(node, 'declaration')[0];
      if (node.type !== 'ExportNamedDeclaration' || declaration === undefined) continue;
      const before = source.text.slice(0, node.start);
      const isDocumented = /\/\*\*(?:(?!\*\/)[\s\S])+\*\/\s*$/.test(before);
      const joinsGroup = documentedUntil >= 0 && !/\n\s*\n/.test(source.text.slice(documentedUntil, node.start));
      if (isDocumented || joinsGroup) documentedUntil = node.end;
      else if (!isTable(declaration, source.text)) {
        const line = lineAt(source.text, node.start);
        const mend = `Say in one line of domain words what ${declaredName(declaration)} is, in a /** docstring */ above it`;
        offences.push({ path: source.path, line, mend });
      }
    }
    return offences;
  });

const declaredName = (declaration: SyntaxNode): string =>
  nameOf(
    childNodes(declaration, 'id')[0] ?? childNodes(childNodes(declaration, 'declarations')[0] ?? declaration, 'id')[0],
  );

const isTable = (declaration: SyntaxNode, text: string): boolean =>
  /^const \w+: Table = \{/.test(text.slice(declaration.start, declaration.end));
