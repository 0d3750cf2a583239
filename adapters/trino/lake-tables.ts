import type { Trino } from 'trino-client';
import type { ColumnType, Table } from '../../core/lake/column.ts';
import { lakeTables } from '../../core/lake/tables.ts';
import { runTrinoText } from './query-engine.ts';

const trinoTypes: Readonly<Partial<Record<ColumnType, string>>> = { timestamp: 'timestamp(6)' };

/** A table's definition in an Iceberg catalogue of Trino: partitioned by day, in the second format, which rows can be changed in. */
export function renderTrinoTable(table: Table): string {
  const columns = table.columns.map(
    ({ name, type, required }) => `"${name}" ${trinoTypes[type] ?? type}${required === true ? ' not null' : ''}`,
  );
  const partitioning = table.partition === undefined ? '' : `, partitioning = array['${table.partition}']`;
  return `create table if not exists "${table.name}" (${columns.join(', ')}) with (format = 'PARQUET', format_version = 2${partitioning})`;
}

/** Makes the lake's tables where they are not there. **errors**: `query_failed`. */
export async function createTrinoTables(client: Trino, schema: string): Promise<void> {
  await runTrinoText(client, `create schema if not exists "${schema}"`, 'tables/schema');
  for (const table of lakeTables) await runTrinoText(client, renderTrinoTable(table), `tables/${table.name}`);
}
