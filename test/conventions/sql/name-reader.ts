import { childrenOf, identifierRules, type SqlNode, unquote } from './sql-tree.ts';

/** Something in a statement that Trino would refuse or that does not fit the tables. */
export interface SqlProblem {
  readonly line: number;
  readonly message: string;
}

/** Tables with their columns; those in `required` must be given when a row is inserted. */
export type TableColumns = ReadonlyMap<
  string,
  { readonly names: readonly string[]; readonly required: readonly string[] }
>;

/** Columns that can be named: null where we cannot know them, which lets every name pass. */
type Names = readonly string[] | null;

interface Relation {
  readonly alias: string;
  readonly columns: Names;
}

/** What a name can mean at one place. `aliases` are those of the select around it, which Trino does not know there. */
export interface Scope {
  readonly relations: Relation[];
  readonly aliases: readonly string[];
  readonly outer: Scope | null;
}

/** The steps of "with" that can be read at one place, with their columns. */
export type Steps = ReadonlyMap<string, Names>;

/** The rules under which a relation of `from` or `using` stands. */
export const relationRules = ['JoinRelation', 'RelationDefault', 'SampledRelation'];

/** Follows the names in queries to the columns that they mean, as Trino does. Keeps what it finds wrong. */
export class NameReader {
  readonly used = new Set<string>();
  readonly problems: SqlProblem[] = [];
  readonly tables: TableColumns;

  constructor(tables: TableColumns) {
    this.tables = tables;
  }

  say(node: SqlNode, message: string): void {
    this.problems.push({ line: node.line, message });
  }

  readQuery(query: SqlNode, steps: Steps, outer: Scope | null): Names {
    const known = new Map(steps);
    for (const step of childrenOf(query, 'With').flatMap((node) => childrenOf(node, 'NamedQuery'))) {
      const aliases = aliasesOf(step);
      if (aliases !== null) known.set(nameOf(step), aliases);
      const body = childrenOf(step, 'QueryStatement')[0];
      const columns = body === undefined ? null : this.readQuery(body, known, outer);
      known.set(nameOf(step), aliases ?? columns);
    }
    const body = query.rule === 'QueryNoWith' ? query : childrenOf(query, 'QueryNoWith')[0];
    return body === undefined ? null : this.readBody(body, known, outer);
  }

  private readBody(body: SqlNode, steps: Steps, outer: Scope | null): Names {
    const [term, ...rest] = body.children;
    if (term === undefined) return null;
    const { columns, relations } = this.readTerm(term, steps, outer);
    const scope = { relations: [{ alias: '', columns }, ...relations], aliases: [], outer };
    for (const node of rest) this.readExpression(node, scope, steps);
    return columns;
  }

  private readTerm(term: SqlNode, steps: Steps, outer: Scope | null): { columns: Names; relations: Relation[] } {
    if (term.rule === 'QuerySpecification') return this.readSelect(term, steps, outer);
    if (term.rule === 'QueryNoWith') return { columns: this.readBody(term, steps, outer), relations: [] };
    const parts = term.children
      .filter((child) => child.rule !== 'Token' && child.rule !== 'SetQuantifier')
      .map((child) => ({ child, ...this.readPart(child, steps, outer) }));
    const [first, ...others] = parts;
    if (first === undefined || term.rule === 'InlineTable') return { columns: null, relations: [] };
    for (const { child, columns } of others) {
      if (columns !== null && first.columns !== null && columns.length !== first.columns.length) {
        this.say(
          child,
          `this side of the ${term.rule} has ${columns.length} columns, the first ${first.columns.length}`,
        );
      }
    }
    return others.length === 0 ? first : { columns: first.columns, relations: [] };
  }

  private readPart(part: SqlNode, steps: Steps, outer: Scope | null): { columns: Names; relations: Relation[] } {
    if (/^(Query|SetOperation|Subquery|InlineTable)/.test(part.rule)) return this.readTerm(part, steps, outer);
    this.readExpression(part, { relations: [], aliases: [], outer }, steps);
    return { columns: null, relations: [] };
  }

  private readSelect(select: SqlNode, steps: Steps, outer: Scope | null): { columns: Names; relations: Relation[] } {
    const items = childrenOf(select, 'SelectList').flatMap((list) => childrenOf(list, 'SelectItem'));
    const aliases = items.flatMap((item) => aliasOf(item) ?? []);
    const scope: Scope = { relations: [], aliases, outer };
    for (const node of childrenOf(select, ...relationRules)) this.readRelation(node, scope, steps);
    for (const node of select.children) if (!relationRules.includes(node.rule)) this.readExpression(node, scope, steps);
    const columns = items.map((item) => outputsOf(item, scope.relations));
    return {
      columns: columns.some((names) => names === null) ? null : columns.flatMap((names) => names ?? []),
      relations: scope.relations,
    };
  }

  readRelation(node: SqlNode, scope: Scope, steps: Steps): void {
    if (node.rule === 'JoinCriteria') this.readExpression(node, scope, steps);
    else if (node.rule !== 'AliasedRelation') for (const child of node.children) this.readRelation(child, scope, steps);
    else {
      const [primary] = node.children;
      if (primary === undefined) return;
      const columns = this.readPrimary(primary, scope, steps);
      const alias = nameOf(node) || (primary.rule === 'TableName' ? primary.text : '');
      scope.relations.push({ alias, columns: aliasesOf(node) ?? columns });
    }
  }

  private readPrimary(primary: SqlNode, scope: Scope, steps: Steps): Names {
    if (primary.rule === 'TableName')
      return steps.has(primary.text) ? (steps.get(primary.text) ?? null) : this.useTable(primary);
    const inner = primary.rule === 'ExpressionSourceTable' ? primary.children[0] : primary;
    if (inner === undefined) return null;
    const query = childrenOf(inner, 'QueryStatement')[0];
    if (query !== undefined) return this.readQuery(query, steps, inner.rule === 'Lateral' ? scope : scope.outer);
    if (inner.rule === 'ParenthesizedRelation') this.readRelation(inner, scope, steps);
    else this.readExpression(inner, scope, steps);
    return null;
  }

  readExpression(node: SqlNode, scope: Scope, steps: Steps): void {
    if (node.rule === 'FunctionName') return;
    if (node.rule === 'QueryStatement') this.readQuery(node, steps, scope);
    else if (node.rule === 'QualifiedName') this.checkName(node, scope);
    else {
      const isLambda = node.rule === 'Lambda';
      const columns = childrenOf(node, ...identifierRules).map((child) => unquote(child.text));
      const inside = isLambda ? { relations: [{ alias: '', columns }], aliases: [], outer: scope } : scope;
      for (const child of node.children) this.readExpression(child, inside, steps);
    }
  }

  private checkName(node: SqlNode, scope: Scope): void {
    const parts = childrenOf(node, ...identifierRules).map((child) => unquote(child.text));
    const column = parts.at(-1) ?? '';
    const alias = parts.length > 1 ? parts[0] : undefined;
    for (let at: Scope | null = scope; at !== null; at = at.outer) {
      const holders = at.relations.filter((one) => alias === undefined || one.alias === alias);
      if (holders.some(({ columns }) => columns === null || columns.includes(column))) return;
    }
    const isAlias = parts.length === 1 && scope.aliases.includes(column);
    this.say(
      node,
      isAlias
        ? `"${column}" is an alias of the same select, which Trino knows in order by only: repeat the expression, or name it in a step of "with"`
        : `Nothing that is read here has a column "${node.text}"`,
    );
  }

  useTable(node: SqlNode): Names {
    this.used.add(node.text);
    const known = this.tables.get(node.text);
    if (known === undefined)
      this.say(node, `There is no table "${node.text}" in core/lake/tables.ts, and no step of that name`);
    return known?.names ?? null;
  }
}

/** The text of a name without its quotes. */
export const textOf = (node: SqlNode): string => unquote(node.text);

/** The name that stands directly in a node: a step's, a relation's alias, an assignment's column. Empty without one. */
export const nameOf = (node: SqlNode): string => unquote(childrenOf(node, ...identifierRules)[0]?.text ?? '');

const aliasesOf = (node: SqlNode): readonly string[] | null =>
  childrenOf(node, 'ColumnAliases').map((list) => childrenOf(list, ...identifierRules).map(textOf))[0] ?? null;

const aliasOf = (item: SqlNode): string | null => nameOf(item) || null;

/** The columns that one item of a select gives. */
function outputsOf(item: SqlNode, relations: readonly Relation[]): Names {
  const [value] = item.children;
  if (value?.rule === 'SelectAllWithoutTable') return allColumns(relations);
  if (value?.rule === 'TableAllColumns') {
    return allColumns(relations.filter(({ alias }) => alias === value.children[0]?.text));
  }
  const column = value?.rule === 'SelectLiteralColumnName' ? unquote(value.text.split('.').at(-1) ?? '') : '';
  return [aliasOf(item) ?? column];
}

const allColumns = (relations: readonly Relation[]): Names =>
  relations.some(({ columns }) => columns === null) ? null : relations.flatMap(({ columns }) => columns ?? []);
