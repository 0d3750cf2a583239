import type { Table } from '../../../core/lake/column.ts';
import { bindParameterNames, parseSqlStatement, type SqlStatement } from '../../../core/lake/sql-statement.ts';
import type { SourceText } from '../source-text.ts';
import type { TableColumns } from './name-reader.ts';
import { type NameReport, readNames } from './sql-names.ts';
import { type ParsedSql, parseTrino } from './sql-tree.ts';

/** One SQL file with all that the rules look at. `folder` is the one right below `sql/`. */
export interface SqlSource extends SourceText {
  readonly folder: string;
  readonly statement: SqlStatement;
  readonly parsed: ParsedSql;
  readonly names: NameReport;
  /** What keeps the parameters from being bound, or null. */
  readonly bindingProblem: string | null;
}

/** Texts that only one engine reads: they hold what the others do not have. */
const engineFolder = 'engines';

/** The statements among the files of a project. */
export const readSqlSources = (sources: readonly SourceText[], tables: TableColumns): readonly SqlSource[] =>
  sources
    .filter(({ path }) => /^sql\/.+\.sql$/.test(path) && !path.startsWith(`sql/${engineFolder}/`))
    .map((source) => readSqlSource(source, tables));

function readSqlSource({ path, text }: SourceText, tables: TableColumns): SqlSource {
  const name = path.slice('sql/'.length, -'.sql'.length);
  const statement = parseSqlStatement(name, text);
  const { bound, problem } = bindText(statement);
  const parsed = parseTrino(bound);
  return {
    path,
    text,
    folder: name.split('/')[0] ?? '',
    statement,
    parsed,
    names: readNames(parsed.tree, tables),
    bindingProblem: problem,
  };
}

/** Question marks for names, even where a name is not declared: the grammar can be looked at all the same. */
function bindText(statement: SqlStatement): { bound: string; problem: string | null } {
  try {
    return { bound: bindParameterNames(statement).text, problem: null };
  } catch (error) {
    const used = [...statement.text.matchAll(/(?<![:\w]):([a-z][a-z0-9_]*)/g)].map(([, name = '']) => name);
    const parameterNames = [...new Set(used)].filter((name) =>
      statement.text.replace(/--.*/g, '').includes(`:${name}`),
    );
    const problem = error instanceof Error ? error.message : String(error);
    return { bound: bindParameterNames({ ...statement, parameterNames }).text, problem };
  }
}

/** The columns that statements may name. Staged tables have the slot of their folder beside those of their files. */
export function columnsOf(lake: readonly Table[], staged: readonly Table[]): TableColumns {
  const entry = (table: Table, ...more: readonly string[]) =>
    [
      table.name,
      {
        names: [...table.columns.map((column) => column.name), ...more],
        required: table.columns.filter((column) => column.required === true).map((column) => column.name),
      },
    ] as const;
  return new Map([...lake.map((table) => entry(table)), ...staged.map((table) => entry(table, 'slot'))]);
}
