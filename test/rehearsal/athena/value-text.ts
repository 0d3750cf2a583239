import {
  DuckDBDateValue,
  DuckDBListValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api';

/** Athena's name for a type of DuckDB. */
export function athenaTypeOfDuckDb(type: string): string {
  if (type.endsWith('[]')) return 'array';
  if (type === 'HUGEINT' || type === 'UBIGINT') return 'bigint';
  if (type === 'FLOAT') return 'float';
  return type.toLowerCase().replace(/\(.*\)$/, '');
}

/** Athena's name for a type of Trino: without precision and element types. */
export const athenaTypeOfTrino = (type: string): string => type.replace(/\(.*\)/, '');

/** An instant to the millisecond, which is all that Athena has. */
const instantText = (micros: bigint): string =>
  new Date(Number(micros / 1000n)).toISOString().replace('T', ' ').replace('Z', '');

/** A value of DuckDB as Athena prints it. */
export function duckDbText(value: DuckDBValue, type: string): string | null {
  if (value === null) return null;
  if (value instanceof DuckDBTimestampTZValue) return `${instantText(value.micros)} UTC`;
  if (value instanceof DuckDBTimestampValue) return instantText(value.micros);
  if (value instanceof DuckDBDateValue) return value.toString();
  if (value instanceof DuckDBListValue) return listText(value.items.map((one) => duckDbText(one, '')));
  if (typeof value === 'number' && type === 'double') return doubleText(value);
  return String(value);
}

/** A value of Trino's protocol as Athena prints it. */
export function trinoText(value: unknown, type: string): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return listText(value.map((one) => trinoText(one, '')));
  if (typeof value === 'number' && type === 'double') return doubleText(value);
  if (type.startsWith('timestamp')) return String(value).replace(/(\.\d{3})\d+/, '$1');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Lists of text are printed without quotes, so that a comma in a value cannot be told from one between values. */
const listText = (parts: readonly (string | null)[]): string => `[${parts.map((part) => part ?? 'null').join(', ')}]`;

/** Java prints whole doubles with a point. */
const doubleText = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e7 ? `${value}.0` : String(value);
