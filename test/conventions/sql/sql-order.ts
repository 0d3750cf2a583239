import type { Offence } from '../offence.ts';
import type { SqlSource } from './sql-source.ts';
import { childrenOf, findNodes, type SqlNode } from './sql-tree.ts';

/** The last query of a statement: the statement itself, or what a merge or an insert takes its rows from. */
function lastQuery({ parsed: { tree } }: SqlSource): SqlNode | undefined {
  return findNodes(tree, ['QueryNoWith'], ['With', 'WhereClause', 'SelectList', 'JoinCriteria'])[0];
}

/** The selects of the last query: several when it is a union. */
const lastSelects = (source: SqlSource): readonly SqlNode[] => {
  const query = lastQuery(source);
  return query === undefined
    ? []
    : findNodes(query, ['QuerySpecification'], ['With', 'SelectList', 'WhereClause', 'AliasedRelation', 'SortItem']);
};

/** A star in the last select: its columns would change with the table's. */
export const findStars = (statements: readonly SqlSource[]): readonly Offence[] =>
  statements.flatMap((source) =>
    lastSelects(source)
      .flatMap((select) => childrenOf(select, 'SelectList'))
      .flatMap((list) => findNodes(list, ['SelectAllWithoutTable', 'TableAllColumns'], ['QueryStatement']))
      .map(({ line, text }) => ({
        path: source.path,
        line,
        mend: `Name the columns of the last select instead of ${text}`,
      })),
  );

const oneRow = /^one row per (lake|run)\b/;

/**
 * Queries whose rows may come in another order the next time. The order is total when it holds one of these, taking what
 * is compared with a parameter as given: the columns in brackets of the grain, `finding_key`, all that is grouped by, all
 * columns.
 */
export const findPartialOrders = (statements: readonly SqlSource[]): readonly Offence[] =>
  statements
    .filter(({ names, statement }) => names.kind === 'query' && !oneRow.test(statement.header['grain'] ?? ''))
    .filter((source) => !isTotallyOrdered(source))
    .map(({ path, statement }) => ({
      path,
      mend: `Order by all of one row's identity, as the grain says it: "${statement.header['grain'] ?? ''}"`,
    }));

function isTotallyOrdered(source: SqlSource): boolean {
  const query = lastQuery(source);
  const [select, ...others] = lastSelects(source);
  if (query === undefined || select === undefined) return false;
  const ordered = new Set(childrenOf(query, 'SortItem').map((item) => plain(item.children[0]?.text ?? '')));
  const items = childrenOf(select, 'SelectList').flatMap((list) => childrenOf(list, 'SelectItem'));
  const outputs = items.map((item, index) => ({
    name: source.names.outputs[index] ?? '',
    expression: plain(item.children[0]?.text ?? ''),
  }));
  const given = new Set(
    [...(childrenOf(select, 'WhereClause')[0]?.text ?? '').matchAll(/([\w.]+) = \?/g)].map(([, name = '']) =>
      plain(name),
    ),
  );
  const isOrdered = (column: string): boolean =>
    ordered.has(column) ||
    given.has(column) ||
    outputs.some(({ name, expression }) =>
      name === column ? ordered.has(expression) : expression === column && ordered.has(name),
    );
  const grouped =
    others.length > 0 ? [] : findNodes(select, ['GroupingTerm', 'GroupingSet'], ['SelectList', 'AliasedRelation']);
  const identities = [
    source.folder === 'detections' ? ['finding_key'] : keyOf(source.statement.header['grain'] ?? ''),
    [...new Set(grouped.map(({ text }) => plain(text)))],
    outputs.map(({ name }) => name),
  ];
  return identities.some((columns) => columns.length > 0 && columns.every(isOrdered));
}

/** An expression without what does not change its meaning here: its table's alias and its spaces. */
const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/^\w+\.(\w+)$/, '$1');

const keyOf = (grain: string): readonly string[] => /\(([a-z0-9_, ]+)\)/.exec(grain)?.[1]?.split(/,\s*/) ?? [];

const boundedFolders = new Set(['detections', 'reports', 'explore']);

/** Selects of detections, reports and saved questions that read a partitioned table without bounding its partition. */
export const findUnboundedScans = (
  statements: readonly SqlSource[],
  partitions: ReadonlyMap<string, string>,
): readonly Offence[] =>
  statements
    .filter(({ folder }) => boundedFolders.has(folder))
    .flatMap(({ path, parsed: { tree } }) =>
      findNodes(tree, ['QuerySpecification']).flatMap((select) => {
        const bounded = findNodes(select, ['WhereClause', 'JoinCriteria'])
          .map(({ text }) => text)
          .join(' ');
        return findNodes(select, ['TableName'], ['QuerySpecification'])
          .map(({ text, line }) => ({ table: text, line, partition: partitions.get(text) }))
          .filter(({ partition }) => partition !== undefined && !bounded.includes(partition))
          .map(({ table, line, partition }) => ({
            path,
            line,
            mend: `Bound ${partition} of ${table} by the window: the whole table would be read`,
          }));
      }),
    );
