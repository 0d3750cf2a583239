import { parseAst } from 'vitest/node';
import { lineAt, type SourceText } from '../source-text.ts';

/** A node of the syntax tree that vitest's own parser gives (ESTree with TypeScript). */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [member: string]: unknown;
}

/** One module named by an import, an export or a literal `import()`. `names` are the imported names, `*` for all. */
export interface Import {
  readonly specifier: string;
  readonly isTypeOnly: boolean;
  readonly names: readonly string[];
  readonly line: number;
}

const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

const trees = new WeakMap<SourceText, SyntaxNode>();

/** The syntax tree of a TypeScript file. **errors**: throws what the parser throws, with the path. */
export function parseSyntax(source: SourceText): SyntaxNode {
  const known = trees.get(source);
  if (known !== undefined) return known;
  try {
    const tree: unknown = parseAst(source.text, { lang: 'ts' }, source.path);
    if (!isNode(tree)) throw new Error('The parser gave no tree');
    trees.set(source, tree);
    return tree;
  } catch (cause) {
    throw new Error(`Parse "${source.path}": ${String(cause)}`, { cause });
  }
}

/** The child nodes under one member, of a node or of a list of nodes. */
export function childNodes(node: SyntaxNode, member: string): readonly SyntaxNode[] {
  const value = node[member];
  return (Array.isArray(value) ? value : [value]).filter(isNode);
}

/** Visits a node and all below it, parents first; `visit` is told the parent and the member that holds the node. */
export function walkSyntax(
  node: SyntaxNode,
  visit: (node: SyntaxNode, parent: SyntaxNode | null, member: string) => void,
  parent: SyntaxNode | null = null,
  member = '',
): void {
  visit(node, parent, member);
  for (const name of Object.keys(node)) {
    for (const child of childNodes(node, name)) walkSyntax(child, visit, node, name);
  }
}

/** The text of an identifier or a literal, empty for anything else. */
export const nameOf = (node: SyntaxNode | undefined): string => String(node?.['name'] ?? node?.['value'] ?? '');

const importingTypes = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
]);

/** What a file imports, in the order of its text. */
export function listImports(source: SourceText): readonly Import[] {
  const found: Import[] = [];
  walkSyntax(parseSyntax(source), (node) => {
    const specifier = childNodes(node, 'source')[0];
    if (!importingTypes.has(node.type) || typeof specifier?.['value'] !== 'string') return;
    const specifiers = childNodes(node, 'specifiers');
    const isNamed = specifiers.every((one) => one.type === 'ImportSpecifier' || one.type === 'ExportSpecifier');
    const isEachType =
      specifiers.length > 0 && specifiers.every((one) => (one['importKind'] ?? one['exportKind']) === 'type');
    found.push({
      specifier: specifier['value'],
      isTypeOnly: node['importKind'] === 'type' || node['exportKind'] === 'type' || isEachType,
      names: isNamed
        ? specifiers.map((one) => nameOf(childNodes(one, one.type === 'ImportSpecifier' ? 'imported' : 'local')[0]))
        : ['*'],
      line: lineAt(source.text, node.start),
    });
  });
  return found;
}
