import {
  NameReader,
  nameOf,
  relationRules,
  type Scope,
  type SqlProblem,
  type TableColumns,
  textOf,
} from './name-reader.ts';
import { childrenOf, identifierRules, type SqlNode } from './sql-tree.ts';

/** What a statement reads and writes. `outputs` are the columns of a query by name, empty for one without a name. */
export interface NameReport {
  readonly kind: 'query' | 'insert' | 'merge' | 'update' | 'delete' | 'other';
  readonly tables: ReadonlySet<string>;
  readonly outputs: readonly string[];
  readonly problems: readonly SqlProblem[];
}

const kinds: Readonly<Record<string, NameReport['kind']>> = {
  StatementDefault: 'query',
  InsertInto: 'insert',
  Merge: 'merge',
  Update: 'update',
  Delete: 'delete',
};

/** Follows every name of a statement to the table and the column that it means. */
export function readNames(tree: SqlNode, tables: TableColumns): NameReport {
  const reader = new NameReader(tables);
  const statement = childrenOf(tree, 'Statements').flatMap((node) => childrenOf(node, 'SingleStatement'))[0]
    ?.children[0];
  const kind = kinds[statement?.rule ?? ''] ?? 'other';
  let outputs: readonly string[] = [];
  if (statement !== undefined && kind === 'query') outputs = readRootQuery(reader, statement) ?? [];
  else if (statement !== undefined) readWrite(reader, statement);
  return { kind, tables: reader.used, outputs, problems: reader.problems };
}

function readRootQuery(reader: NameReader, statement: SqlNode): readonly string[] | null {
  const query = childrenOf(statement, 'RootQuery').flatMap((root) => childrenOf(root, 'QueryStatement'))[0];
  return query === undefined ? null : reader.readQuery(query, new Map(), null);
}

function readWrite(reader: NameReader, statement: SqlNode): void {
  const reference = childrenOf(statement, 'TableRef')[0];
  if (reference === undefined) return;
  const alias = nameOf(statement) || reference.text;
  const scope: Scope = { relations: [{ alias, columns: reader.useTable(reference) }], aliases: [], outer: null };
  if (statement.rule === 'InsertInto') {
    const names = childrenOf(statement, 'ColumnList').flatMap((list) => childrenOf(list, 'ColumnRef'));
    const columns = readRootQuery(reader, statement);
    checkInsert(reader, statement, reference.text, names.map(textOf), columns?.length ?? null);
    return;
  }
  for (const node of statement.children) {
    if (relationRules.includes(node.rule)) reader.readRelation(node, scope, new Map());
    else if (node !== reference) reader.readExpression(node, scope, new Map());
    if (node.rule === 'UpdateAssignment') checkColumns(reader, node, reference.text, [nameOf(node)]);
    if (node.rule.startsWith('Merge')) readMergeCase(reader, node, reference.text);
  }
}

function readMergeCase(reader: NameReader, node: SqlNode, target: string): void {
  const names = childrenOf(node, ...identifierRules).map(textOf);
  if (node.rule === 'MergeUpdate') checkColumns(reader, node, target, names);
  if (node.rule !== 'MergeInsert') return;
  const valuesAt = node.children.findIndex(({ rule, text }) => rule === 'Token' && text === 'values');
  const values = node.children.slice(valuesAt).filter(({ rule }) => rule !== 'Token').length;
  checkInsert(reader, node, target, names, values);
}

function checkInsert(
  reader: NameReader,
  node: SqlNode,
  target: string,
  names: readonly string[],
  values: number | null,
): void {
  checkColumns(reader, node, target, names);
  if (names.length === 0) reader.say(node, `Name the columns of ${target} that are inserted`);
  else if (values !== null && values !== names.length) {
    reader.say(node, `${names.length} columns of ${target} are named, but ${values} values given`);
  }
  const absent = (reader.tables.get(target)?.required ?? []).filter((name) => !names.includes(name));
  if (names.length > 0)
    for (const name of absent) reader.say(node, `"${name}" of ${target} is never null: insert it too`);
}

function checkColumns(reader: NameReader, node: SqlNode, target: string, names: readonly string[]): void {
  const known = reader.tables.get(target)?.names;
  names.forEach((name, index) => {
    if (known !== undefined && !known.includes(name)) reader.say(node, `${target} has no column "${name}"`);
    if (names.indexOf(name) !== index) reader.say(node, `"${name}" of ${target} is set twice`);
  });
}
