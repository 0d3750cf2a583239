import { BackendError, withoutHeader } from './backend.ts';

/** A column as Athena's table definitions write it: Hive's names of types. */
export interface DefinedColumn {
  readonly name: string;
  readonly type: string;
}

/** A column by which a table is laid out; `isByDay` by the day of a moment. */
export interface PartitionColumn extends DefinedColumn {
  readonly isByDay: boolean;
}

/** A `create table` of Athena, read: an Iceberg table, or an external table over Parquet files. */
export interface TableDefinition {
  readonly name: string;
  readonly isExternal: boolean;
  readonly ifNotExists: boolean;
  readonly columns: readonly DefinedColumn[];
  readonly partitions: readonly PartitionColumn[];
  readonly location: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** Hive's names of types, and what Trino and DuckDB call them. */
const typeNames: Readonly<Record<string, { readonly trino: string; readonly duckdb: string }>> = {
  string: { trino: 'varchar', duckdb: 'varchar' },
  boolean: { trino: 'boolean', duckdb: 'boolean' },
  int: { trino: 'integer', duckdb: 'integer' },
  bigint: { trino: 'bigint', duckdb: 'bigint' },
  double: { trino: 'double', duckdb: 'double' },
  timestamp: { trino: 'timestamp(6)', duckdb: 'timestamp' },
  date: { trino: 'date', duckdb: 'date' },
  'array<string>': { trino: 'array(varchar)', duckdb: 'varchar[]' },
};

const definition =
  /^create\s+(external\s+)?table\s+(if\s+not\s+exists\s+)?`?([a-z_][a-z0-9_]*)`?\s*\(([^)]*)\)([\s\S]*)$/i;
const column = /^`?([a-z_][a-z0-9_]*)`?\s+([a-z]+(?:<[a-z]+>)?)$/i;
const quoted = "'((?:[^']|'')*)'";

/**
 * Reads a table definition in Athena's language, as strictly as Athena does.
 * **errors**: `BackendError` naming what it would not take.
 * **source**: Athena user guide, creating Iceberg tables; CREATE TABLE (read 2026-11)
 */
export function parseTableDefinition(text: string): TableDefinition {
  const match = definition.exec(withoutHeader(text));
  if (match === null) throw refuse(`mismatched input in ${JSON.stringify(text.slice(0, 60))}`);
  const [, external, ifNotExists, name = '', columnTexts = '', rest = ''] = match;
  const location = new RegExp(`\\blocation\\s+${quoted}`, 'i').exec(rest)?.[1] ?? '';
  const found = {
    name,
    isExternal: external !== undefined,
    ifNotExists: ifNotExists !== undefined,
    columns: parseColumns(columnTexts),
    partitions: [],
    location,
    properties: parseProperties(rest),
  };
  if (!/^s3:\/\/[^/]+\/.*\/$/.test(location)) throw refuse(`location '${location}' is no folder below a bucket`);
  const partitionTexts = /\bpartitioned\s+by\s*\(((?:[^()]|\([^()]*\))*)\)/i.exec(rest)?.[1] ?? '';
  if (found.isExternal) {
    if (!/\bstored\s+as\s+parquet\b/i.test(rest)) throw refuse('an external table here is stored as parquet');
    return { ...found, partitions: parseColumns(partitionTexts).map((one) => ({ ...one, isByDay: false })) };
  }
  if (found.properties['table_type'] !== 'ICEBERG')
    throw refuse("a table that is not external has 'table_type' = 'ICEBERG'");
  return { ...found, partitions: findPartitions(found.columns, partitionTexts) };
}

function parseColumns(text: string): DefinedColumn[] {
  return splitList(text).map((part) => {
    const [, name = '', type = ''] = column.exec(part) ?? [];
    if (typeNames[type.toLowerCase()] === undefined) throw refuse(`column ${JSON.stringify(part)}: unknown type`);
    return { name, type: type.toLowerCase() };
  });
}

/** Iceberg tables name columns that they have, as they are or by their day. */
function findPartitions(columns: readonly DefinedColumn[], text: string): PartitionColumn[] {
  return splitList(text).map((part) => {
    const [, day, plain] = /^(?:day\((`?[a-z_]+`?)\)|(`?[a-z_]+`?))$/i.exec(part) ?? [];
    const name = (day ?? plain ?? '').replaceAll('`', '');
    const found = columns.find((one) => one.name === name);
    if (found === undefined) throw refuse(`partitioned by "${part}", which is no column`);
    return { ...found, isByDay: day !== undefined };
  });
}

function parseProperties(text: string): Record<string, string> {
  const start = /\btblproperties\s*\(([\s\S]*)\)\s*;?\s*$/i.exec(text)?.[1] ?? '';
  const pairs = [...start.matchAll(new RegExp(`${quoted}\\s*=\\s*${quoted}`, 'g'))];
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value.replaceAll("''", "'")]));
}

const splitList = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const refuse = (reason: string): BackendError => new BackendError(`FAILED: ParseException: ${reason}`);

/** The columns of a table as an engine's own definition takes them. */
export const renderColumns = (columns: readonly DefinedColumn[], engine: 'duckdb' | 'trino'): string =>
  columns.map(({ name, type }) => `"${name}" ${typeNames[type]?.[engine] ?? 'varchar'}`).join(', ');

/** `alter table NAME add columns (…)`, read. **errors**: `BackendError` for any other change. */
export function parseAddedColumns(text: string): { readonly name: string; readonly columns: readonly DefinedColumn[] } {
  const match = /^alter\s+table\s+`?([a-z_][a-z0-9_]*)`?\s+add\s+columns\s*\(([^)]*)\)\s*;?$/i.exec(
    withoutHeader(text),
  );
  if (match?.[1] === undefined) throw refuse(`mismatched input in ${JSON.stringify(text.slice(0, 60))}`);
  return { name: match[1], columns: parseColumns(match[2] ?? '') };
}
