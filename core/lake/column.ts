/** The column types that Parquet, DuckDB, Trino and Athena all have under these names. */
export type ColumnType =
  | 'varchar'
  | 'boolean'
  | 'integer'
  | 'bigint'
  | 'double'
  | 'timestamp'
  | 'date'
  | 'array(varchar)';

/** One column of a table or a staged file. Every column is nullable unless `required`. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly required?: true;
}

/**
 * One table of the lake.
 * **shape**: `grain` reads "one row per …"; `key` names the columns that identify a row; `partition` is the date column
 * that every query over the table should bound, where there is one; `partitionDay` a timestamp by whose day a table without such a
 * date is laid out.
 */
export interface Table {
  readonly name: string;
  readonly grain: string;
  readonly key: readonly string[];
  readonly partition?: string;
  readonly partitionDay?: string;
  readonly columns: readonly Column[];
}

/** Shorthand for a run of columns of one type. */
export const columns = (type: ColumnType, ...names: readonly string[]): Column[] =>
  names.map((name) => ({ name, type }));

/** Shorthand for one column that is never null. */
export const required = (type: ColumnType, name: string): Column => ({ name, type, required: true });
