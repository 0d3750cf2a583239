import type { Trino } from 'trino-client';
import { toIsoInstant } from '../../core/lake/iso-instant.ts';
import { renderWithLiterals } from '../../core/lake/sql-literals.ts';
import type { SqlStatement } from '../../core/lake/sql-statement.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';
import type { Parameters, QueryEngine, Row, RowValue } from '../../jobs/ports.ts';
import { retryStatement } from '../retry-statement.ts';

/** What a statement came to: `changed` is the number of rows that it wrote, as Trino counts them. */
export interface TrinoResult {
  readonly rows: readonly Row[];
  readonly changed: number;
}

/**
 * A query engine on a Trino cluster: values are rendered into the text as typed literals. Trino commits each statement by
 * itself, so that `atomically` only runs the work, every statement of which is safe to repeat.
 * **errors**: `query_failed` with the statement's name, `retryable` when the cluster and not the text is at fault;
 * `sql_parameter` when parameters and header disagree.
 */
export function createTrinoQueryEngine(client: Trino): QueryEngine {
  const run = async (statement: SqlStatement, parameters: Parameters): Promise<TrinoResult> => {
    const text = renderWithLiterals(statement, parameters);
    return retryStatement(() => runTrinoText(client, text, statement.name));
  };
  return {
    query: async (statement, parameters = {}) => (await run(statement, parameters)).rows,
    execute: async (statement, parameters = {}) => (await run(statement, parameters)).changed,
    atomically: (work) => work(),
  };
}

/** Runs a text as it stands, for table definitions. **errors**: `query_failed`. */
export async function runTrinoText(client: Trino, text: string, name: string): Promise<TrinoResult> {
  const rows: Row[] = [];
  let changed = 0;
  try {
    for await (const result of await client.query(text)) {
      const { columns = [], data = [], error } = result;
      if (error !== undefined && error !== null) {
        const isOurs = error.errorType === 'USER_ERROR';
        throw new SubtrailError('query_failed', `Run "${name}": ${error.message}`, {
          retryable: !isOurs,
          details: { errorName: error.errorName },
        });
      }
      // The count of written rows is part of the protocol, but not of the client's types.
      if ('updateCount' in result && typeof result.updateCount === 'number') changed = result.updateCount;
      for (const values of data) {
        rows.push(
          Object.fromEntries(columns.map(({ name: column, type }, index) => [column, fromTrino(values[index], type)])),
        );
      }
    }
  } catch (error) {
    if (error instanceof SubtrailError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SubtrailError('query_failed', `Run "${name}": Trino does not answer: ${reason}`, {
      cause: error,
      retryable: true,
    });
  }
  return { rows, changed };
}

/** A value as all engines give it: instants as ISO text in UTC, decimals as numbers, arrays as arrays. */
function fromTrino(value: unknown, type: string): RowValue {
  if (value === null || value === undefined) return null;
  if (type.startsWith('timestamp')) return toIsoInstant(String(value));
  if (type.startsWith('decimal')) return Number(value);
  if (Array.isArray(value)) return value.map((one) => fromTrino(one, type.replace(/^array\((.*)\)$/, '$1')));
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}
