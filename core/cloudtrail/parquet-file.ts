import { gzipSync } from 'node:zlib';
import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Column, Table } from '../lake/column.ts';
import type { CellValue, TableColumns } from './staged-columns.ts';

/** The fastest level: staged files are read once or twice and then removed. */
const gzipLevel = 1;

/**
 * One Parquet file with the columns of a table, in its order.
 * **shape**: texts are UTF-8, timestamps microseconds without a zone, as DuckDB, Trino and Athena all read them alike.
 * **errors**: throws when the cells are not exactly those of the table, or a required one is null: a mistake of ours.
 */
export function renderParquet(table: Table, cells: TableColumns, rowCount: number): Uint8Array {
  const extra = [...cells.keys()].filter((name) => !table.columns.some((column) => column.name === name));
  if (extra.length > 0) throw new Error(`Table ${table.name} has no column ${extra.join(', ')}`);
  const columnData = table.columns.map(({ name, type }) => {
    const data = cells.get(name);
    if (data?.length !== rowCount)
      throw new Error(`Column ${name} of ${table.name} has ${data?.length} of ${rowCount} cells`);
    // The writer does not change its input; its types do not say so.
    // Bounds let a reader skip row groups by time; those of texts would cost a comparison for each cell and serve nobody.
    return { name, data: data as CellValue[], statistics: type === 'timestamp' || type === 'date' };
  });
  const buffer = parquetWriteBuffer({
    columnData,
    schema: renderSchema(table),
    codec: 'GZIP',
    compressors: { GZIP: (bytes) => gzipSync(bytes, { level: gzipLevel }) },
    rowGroupSize: Math.max(rowCount, 1),
    pageSize: 0, // one page for each column: the files are bounded, and measuring every cell costs more than pages would save
    createdBy: 'subtrail',
  });
  return new Uint8Array(buffer);
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
