import type { Column, ColumnType, Table } from '../../core/lake/column.ts';
import type { SchemaChange } from '../../core/lake/schema-changes.ts';
import type { SqlStatement } from '../../core/lake/sql-statement.ts';
import { lakeTables } from '../../core/lake/tables.ts';

const trinoTypes: Readonly<Partial<Record<ColumnType, string>>> = { timestamp: 'timestamp(6)' };

/** The definitions of a lake's tables in an Iceberg catalogue of Trino: by day, in the format in which rows can be changed. */
export const renderTrinoTables = (): readonly SqlStatement[] =>
  lakeTables.map((table) => definition(table.name, renderTrinoTable(table)));

/** Trino's way of adding a column to a table that is there. Rows from before have nulls in it. */
export const renderTrinoColumn = ({ table, added, version }: SchemaChange): SqlStatement =>
  definition(`${table}-${version}`, `alter table "${table}" add column if not exists "${added.name}" ${typeOf(added)}`);

function renderTrinoTable(table: Table): string {
  const columns = table.columns.map(
    (column) => `"${column.name}" ${typeOf(column)}${column.required === true ? ' not null' : ''}`,
  );
  const by = table.partition ?? (table.partitionDay === undefined ? undefined : `day(${table.partitionDay})`);
  const partitioning = by === undefined ? '' : `, partitioning = array['${by}']`;
  return `create table if not exists "${table.name}" (${columns.join(', ')}) with (format = 'PARQUET', format_version = 2${partitioning})`;
}

const typeOf = ({ type }: Column): string => trinoTypes[type] ?? type;

const definition = (name: string, text: string): SqlStatement => ({
  name: `tables/${name}`,
  text,
  header: {},
  parameterNames: [],
  parameterTypes: {},
});
