import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderParquet } from '../../../core/cloudtrail/parquet-file.ts';
import type { CellValue } from '../../../core/cloudtrail/staged-columns.ts';
import { columns, required, type Table } from '../../../core/lake/column.ts';
import { stagedTables } from '../../../core/lake/tables.ts';

const table: Table = {
  name: 'all_types',
  grain: 'one row per test',
  key: ['id'],
  columns: [
    required('varchar', 'id'),
    ...columns('varchar', 'words'),
    ...columns('boolean', 'flag'),
    ...columns('integer', 'small'),
    ...columns('bigint', 'large'),
    ...columns('double', 'ratio'),
    ...columns('timestamp', 'moment'),
    ...columns('date', 'day'),
    ...columns('array(varchar)', 'list'),
  ],
};
const rows: readonly (readonly CellValue[])[] = [
  ['a', 'é\u0000"\ud83d\ude00', true, -5, 2n ** 60n, 0.5, 1_769_853_492_000_001n, 20_484, ['x', 'y']],
  ['b', null, null, null, null, null, null, null, null],
  ['c', '', false, 0, 0n, 0, -1n, -1, []],
];
const cells = new Map(table.columns.map(({ name }, i) => [name, rows.map((row) => row[i] ?? null)]));
const whole = { cells, rowCount: rows.length };
const render = (found: readonly (readonly [string, readonly CellValue[]])[], rowCount = 3): Uint8Array =>
  renderParquet(table, [{ cells: new Map(found), rowCount }]);

describe('renderParquet()', () => {
  const folder = mkdtempSync(join(tmpdir(), 'subtrail-parquet-'));
  let duckdb: DuckDBInstance;
  beforeAll(async () => {
    duckdb = await DuckDBInstance.create(':memory:');
  });
  afterAll(() => {
    duckdb.closeSync();
    rmSync(folder, { recursive: true });
  });
  const query = async (sql: string): Promise<unknown[]> => {
    const connection = await duckdb.connect();
    const reader = await connection.runAndReadAll(sql);
    return reader.getRowsJson();
  };
  const save = (name: string, bytes: Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path.replaceAll("'", "''");
  };

  it('writes what DuckDB reads back, cell by cell', async () => {
    const path = save('types.parquet', renderParquet(table, [whole]));
    expect(await query(`select * from read_parquet('${path}') order by id`)).toEqual([
      [
        'a',
        'é\u0000"\ud83d\ude00',
        true,
        -5,
        String(2n ** 60n),
        0.5,
        '2026-01-31 09:58:12.000001',
        '2026-01-31',
        ['x', 'y'],
      ],
      ['b', null, null, null, null, null, null, null, null],
      ['c', '', false, 0, '0', 0, '1969-12-31 23:59:59.999999', '1969-12-31', []],
    ]);
  });

  it('writes types that DuckDB and Athena call by the names of the table', async () => {
    const path = save('types.parquet', renderParquet(table, [whole]));
    const found = await query(`select column_name, column_type from (describe select * from read_parquet('${path}'))`);
    const expected = table.columns.map(({ name, type }) => [
      name,
      type === 'array(varchar)' ? 'VARCHAR[]' : type.toUpperCase(),
    ]);
    expect(found).toEqual(expected);
  });

  it('marks required columns, and those alone', async () => {
    const path = save('types.parquet', renderParquet(table, [whole]));
    const found = await query(
      `select name, repetition_type from parquet_schema('${path}') where name in ('id', 'words', 'moment', 'list')`,
    );
    expect(found).toEqual([
      ['id', 'REQUIRED'],
      ['words', 'OPTIONAL'],
      ['moment', 'OPTIONAL'],
      ['list', 'OPTIONAL'],
      ['list', 'REPEATED'],
    ]);
  });

  it('writes what another reader reads back too', async () => {
    const bytes = renderParquet(table, [whole]);
    const file = new Uint8Array(bytes).buffer;
    const found = await parquetReadObjects({ file, compressors: { GZIP: (input) => gunzipSync(input) } });
    expect(found.map((row) => [row['id'], row['list'] ?? null, row['large']])).toEqual([
      ['a', ['x', 'y'], 2n ** 60n],
      ['b', null, null],
      ['c', [], 0n],
    ]);
  });

  it.each(stagedTables.map((staged) => [staged.name, staged] as const))('writes an empty %s', async (name, staged) => {
    const none = new Map(staged.columns.map((column) => [column.name, []]));
    const path = save(`${name}.parquet`, renderParquet(staged, [{ cells: none, rowCount: 0 }]));
    expect(await query(`select count(*) from read_parquet('${path}')`)).toEqual([['0']]);
    const found = await query(`select column_name from (describe select * from read_parquet('${path}'))`);
    expect(found.flat()).toEqual(staged.columns.map((column) => column.name));
  });

  it('refuses cells that are not those of the table', () => {
    expect(() => render([...cells, ['extra', []]])).toThrow('has no column extra');
    expect(() => render([...cells].slice(1))).toThrow('Column id of all_types has undefined of 3 cells');
    expect(() => render([...cells], 2)).toThrow('has 3 of 2 cells');
    expect(() => render([...cells, ['id', ['a', null, 'c']]])).toThrow();
  });

  it('writes groups of rows one after the other', async () => {
    const path = save('groups.parquet', renderParquet(table, [whole, whole]));
    expect(await query(`select id, count(*) from read_parquet('${path}') group by id order by id`)).toEqual([
      ['a', '2'],
      ['b', '2'],
      ['c', '2'],
    ]);
    expect(await query(`select count(distinct row_group_id) from parquet_metadata('${path}')`)).toEqual([['2']]);
  });

  it('gives the same bytes for the same cells', () => {
    expect(Buffer.from(renderParquet(table, [whole])).equals(renderParquet(table, [whole]))).toBe(true);
  });
});
