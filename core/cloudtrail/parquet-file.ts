import { gzipSync } from 'node:zlib';
import type { SchemaElement } from 'hyparquet';
import { ByteWriter, type ColumnSource, ParquetWriter } from 'hyparquet-writer';
import type { Column, Table } from '../lake/column.ts';
import type { CellValue, TableColumns } from './staged-columns.ts';

/** The fastest level: staged files are read once or twice and then removed. */
const gzipLevel = 1;

/** Rows that stand together in a file, in columns. Only one group at a time need be in memory as cells. */
export interface RowGroup {
  readonly cells: TableColumns;
  readonly rowCount: number;
}

/**
 * One Parquet file with the columns of a table, in its order.
 * **shape**: texts are UTF-8, timestamps microseconds without a zone, as DuckDB, Trino and Athena all read them alike.
 * **errors**: throws when the cells are not exactly those of the table, or a required one is null: a mistake of ours.
 */
export function renderParquet(table: Table, groups: Iterable<RowGroup>): Uint8Array {
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: renderSchema(table),
    codec: 'GZIP',
    compressors: { GZIP: (page: Uint8Array) => gzipSync(page, { level: gzipLevel }) },
    createdBy: 'subtrail',
  });
  for (const { cells, rowCount } of groups) {
    // One page for each column: groups are bounded, and measuring every cell would cost more than smaller pages save.
    writer.write({
      columnData: renderColumns(table, cells, rowCount),
      rowGroupSize: Math.max(rowCount, 1),
      pageSize: 0,
    });
  }
  writer.finish();
  return new Uint8Array(bytes.getBuffer());
}

function renderColumns(table: Table, cells: TableColumns, rowCount: number): ColumnSource[] {
  const extra = [...cells.keys()].filter((name) => !table.columns.some((column) => column.name === name));
  if (extra.length > 0) throw new Error(`Table ${table.name} has no column ${extra.join(', ')}`);
  return table.columns.map(({ name, type }) => {
    const data = cells.get(name);
    if (data?.length !== rowCount) {
      throw new Error(`Column ${name} of ${table.name} has ${data?.length} of ${rowCount} cells`);
    }
    // Bounds let a reader skip groups by time; those of texts would cost a comparison for each cell and serve nobody.
    const statistics = type === 'timestamp' || type === 'date';
    return { name, data: data as CellValue[], statistics }; // the writer does not change them, though its types allow it
  });
}

function renderSchema(table: Table): SchemaElement[] {
  return [{ name: table.name, num_children: table.columns.length }, ...table.columns.flatMap(renderElements)];
}

function renderElements({ name, type, required }: Column): SchemaElement[] {
  const repetition_type = required === true ? 'REQUIRED' : 'OPTIONAL';
  const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } } as const;
  switch (type) {
    case 'varchar':
      return [{ name, repetition_type, ...text }];
    case 'timestamp':
      return [
        {
          name,
          repetition_type,
          type: 'INT64',
          logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' },
        },
      ];
    case 'date':
      return [{ name, repetition_type, type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } }];
    case 'boolean':
      return [{ name, repetition_type, type: 'BOOLEAN' }];
    case 'integer':
      return [{ name, repetition_type, type: 'INT32' }];
    case 'bigint':
      return [{ name, repetition_type, type: 'INT64' }];
    case 'double':
      return [{ name, repetition_type, type: 'DOUBLE' }];
    case 'array(varchar)':
      return [
        { name, repetition_type, num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', repetition_type: 'OPTIONAL', ...text },
      ];
  }
}
