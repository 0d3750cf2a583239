import {
  type DuckDBConnection,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  VARCHAR,
} from '@duckdb/node-api';
import { bindParameterNames, type SqlStatement } from '../../core/lake/sql-statement.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';
import type { Parameters, ParameterValue, QueryEngine, Row, RowValue } from '../../jobs/ports.ts';

/**
 * A query engine over one DuckDB connection whose macros give Trino's names.
 * **errors**: `query_failed` with the statement's name; `sql_parameter` when parameters and header disagree.
 */
export function createDuckDbQueryEngine(connection: DuckDBConnection): QueryEngine {
  // A connection runs one statement at a time; callers may ask for several at once.
  let last: Promise<unknown> = Promise.resolve();
  const run = (statement: SqlStatement, parameters: Parameters) => {
    const turn = last.then(() => runNow(statement, parameters));
    last = turn.catch(() => undefined);
    return turn;
  };
  const runNow = async (statement: SqlStatement, parameters: Parameters) => {
    const { text, order } = bindParameterNames(statement);
    const values = order.map((name) => toDuckDb(statement, name, parameters));
    try {
      return await connection.runAndReadAll(
        text,
        values,
        values.map((value): DuckDBType | undefined => (value === null ? VARCHAR : undefined)) as DuckDBType[],
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new SubtrailError('query_failed', `Run "${statement.name}": ${reason}`, { cause: error });
    }
  };
  return {
    query: async (statement, parameters = {}) => {
      const reader = await run(statement, parameters);
      const names = reader.deduplicatedColumnNames();
      return reader.getRows().map((row): Row => {
        return Object.fromEntries(names.map((name, index) => [name, fromDuckDb(row[index] ?? null)]));
      });
    },
    execute: async (statement, parameters = {}) => (await run(statement, parameters)).rowsChanged,
    atomically: async (work) => {
      await connection.run('begin transaction');
      try {
        const result = await work();
        await connection.run('commit');
        return result;
      } catch (error) {
        await connection.run('rollback').catch(() => undefined); // the first error is the one to tell
        throw error;
      }
    },
  };
}

function toDuckDb(statement: SqlStatement, name: string, parameters: Parameters): DuckDBValue {
  const value: ParameterValue | undefined = parameters[name];
  if (value === undefined) throw new SubtrailError('sql_parameter', `Bind "${statement.name}": :${name} has no value`);
  if (value === null) return null;
  const type = statement.parameterTypes[name];
  if (type === 'date') return new DuckDBDateValue(Math.floor(toMillis(value) / 86_400_000));
  if (type === 'timestamp') return new DuckDBTimestampValue(BigInt(toMillis(value)) * 1000n);
  if (value instanceof Date)
    throw new SubtrailError('sql_parameter', `Bind "${statement.name}": :${name} is not a time`);
  // Whole numbers are bound as integers, because `limit ?` and date arithmetic refuse a double.
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  return value;
}

const toMillis = (value: string | number | bigint | boolean | Date): number =>
  value instanceof Date ? value.getTime() : Date.parse(String(value));

function fromDuckDb(value: DuckDBValue): RowValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number')
    return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) return isoInstant(value.micros);
  if (value instanceof DuckDBDateValue) return value.toString();
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  if (value instanceof DuckDBIntervalValue) return value.toString();
  if (value instanceof DuckDBListValue) return value.items.map(fromDuckDb);
  return String(value);
}

function isoInstant(micros: bigint): string {
  const text = new Date(Number(micros / 1000n)).toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
}
