import { TrinoSQL } from 'dt-sql-parser';

/**
 * A node of a statement's tree in Trino's grammar. `rule` is the grammar's name for it (`QuerySpecification`), `Token` for a
 * single word; `text` is its piece of the statement as written.
 */
export interface SqlNode {
  readonly rule: string;
  readonly text: string;
  readonly line: number;
  readonly children: readonly SqlNode[];
}

/** A statement read by Trino's grammar. `errors` is empty when Trino would accept its syntax. */
export interface ParsedSql {
  readonly tree: SqlNode;
  readonly errors: readonly { readonly line: number; readonly message: string }[];
}

interface Position {
  readonly start: number;
  readonly stop: number;
  readonly line: number;
}

/** What we use of a node of the parser: a rule has `start`, `stop` and children, a word has its `symbol`. */
interface RawNode {
  readonly children?: readonly RawNode[] | null;
  readonly start?: Position | null;
  readonly stop?: Position | null;
  readonly symbol?: Position;
}

const parser = new TrinoSQL();

/** Reads one statement whose parameters are already `?`. Never throws on wrong SQL: it is in `errors`. */
export function parseTrino(text: string): ParsedSql {
  const errors: { line: number; message: string }[] = [];
  const root = parser.parse(text, ({ startLine, message }) => errors.push({ line: startLine, message }));
  return { tree: toNode(root as unknown as RawNode, text), errors };
}

function toNode(raw: RawNode, text: string): SqlNode {
  const first = raw.symbol ?? raw.start;
  const last = raw.symbol ?? raw.stop ?? raw.start;
  return {
    rule: raw.symbol === undefined ? raw.constructor.name.replace(/Context$/, '') : 'Token',
    text: first === null || first === undefined ? '' : text.slice(first.start, (last?.stop ?? first.stop) + 1),
    line: first?.line ?? 1,
    children: (raw.children ?? []).map((child) => toNode(child, text)),
  };
}

/** All nodes of some rules in a tree, in order, without looking into nodes of the rules `notInside`. */
export function findNodes(node: SqlNode, rules: readonly string[], notInside: readonly string[] = []): SqlNode[] {
  const own = rules.includes(node.rule) ? [node] : [];
  return [
    ...own,
    ...node.children.flatMap((child) => (notInside.includes(child.rule) ? [] : findNodes(child, rules, notInside))),
  ];
}

/** The direct children of some rules. */
export const childrenOf = (node: SqlNode, ...rules: readonly string[]): readonly SqlNode[] =>
  node.children.filter((child) => rules.includes(child.rule));

/** The grammar's names for a name. */
export const identifierRules = ['UnquotedIdentifier', 'QuotedIdentifier', 'BackQuotedIdentifier', 'DigitIdentifier'];

/** A name without its quotes. */
export const unquote = (text: string): string =>
  /^".*"$/s.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text;
