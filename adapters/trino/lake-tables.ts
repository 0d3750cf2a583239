import type { ColumnType, Table } from '../../core/lake/column.ts';
import { lakeTables } from '../../core/lake/tables.ts';
import type { QueryEngine } from '../../jobs/ports.ts';

const trinoTypes: Readonly<Partial<Record<ColumnType, string>>> = { timestamp: 'timestamp(6)' };

/** A table's definition in an Iceberg catalogue of Trino: partitioned by day, in the second format, which rows can be changed in. */
export function renderTrinoTable(table: Table): string {
  const columns = table.columns.map(
    ({ name, type, required }) => `"${name}" ${trinoTypes[type] ?? type}${required === true ? ' not null' : ''}`,
  );
  const partitioning = table.partition === undefined ? '' : `, partitioning = array['${table.partition}']`;
  return `create table if not exists "${table.name}" (${columns.join(', ')}) with (format = 'PARQUET', format_version = 2${partitioning})`;
}

/** Makes the lake's tables, in the schema that the engine works in, where they are not there. **errors**: `query_failed`. */
export async function createTrinoTables(engine: QueryEngine): Promise<number> {
  for (const table of lakeTables) {
    const text = renderTrinoTable(table);
    await engine.execute({ name: `tables/${table.name}`, text, header: {}, parameterNames: [], parameterTypes: {} });
  }
  return lakeTables.length;
}
