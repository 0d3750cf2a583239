import { AwsError } from '../aws/json-endpoint.ts';
import type { Execution } from './execution.ts';

const ddl = new Set(['create', 'alter']);

/** What Athena says an execution is: utility statements show, others define or change. */
const statementType = ({ kind }: Execution): string => (ddl.has(kind) ? 'DDL' : kind === 'show' ? 'UTILITY' : 'DML');

/** An execution as GetQueryExecution answers it. A look may find it still at work. */
export function renderExecution(execution: Execution): object {
  const { id, request, submittedAt, completedAt, reason, error, result } = execution;
  const isHidden = execution.patience > 0;
  if (isHidden) execution.patience -= 1;
  const State = isHidden ? 'RUNNING' : execution.state;
  return {
    QueryExecution: {
      QueryExecutionId: id,
      Query: request.text,
      StatementType: statementType(execution),
      WorkGroup: request.workGroup,
      QueryExecutionContext: { Database: request.database, Catalog: request.catalog },
      EngineVersion: {
        SelectedEngineVersion: 'Athena engine version 3',
        EffectiveEngineVersion: 'Athena engine version 3',
      },
      Status: {
        State,
        SubmissionDateTime: submittedAt / 1_000,
        ...(isHidden || completedAt === null ? {} : { CompletionDateTime: completedAt / 1_000 }),
        ...(isHidden || reason === null ? {} : { StateChangeReason: reason }),
        ...(isHidden || error === null ? {} : { AthenaError: renderError(error) }),
      },
      Statistics: {
        EngineExecutionTimeInMillis: Math.max(1, (completedAt ?? Date.now()) - submittedAt),
        DataScannedInBytes: result?.scannedBytes ?? 0,
        ResultReuseInformation: { ReusedPreviousResult: false },
      },
    },
  };
}

const renderError = ({ category, message }: { readonly category: number; readonly message: string }): object => ({
  ErrorCategory: category,
  ErrorType: category === 1 ? 101 : 1_000,
  Retryable: category === 1,
  ErrorMessage: message,
});

/**
 * A page of results: values as text, none for null, and the names of the columns as the first row of a query.
 * **errors**: `InvalidRequestException` for an execution that has not succeeded.
 */
export function renderPage(
  execution: Execution,
  { from, rows }: { readonly from: number; readonly rows: number },
): object {
  const { result, state } = execution;
  if (state !== 'SUCCEEDED' || result === null) {
    const text =
      state === 'QUEUED' || state === 'RUNNING'
        ? `Query has not yet finished. Current state: ${state}`
        : `Query did not finish successfully. Final query state: ${state}`;
    throw new AwsError('InvalidRequestException', text, { fields: { AthenaErrorCode: 'INVALID_QUERY_STATUS' } });
  }
  const { columns, updateCount } = result;
  const hasHeader = execution.kind === 'select';
  const all = hasHeader ? [columns.map(({ name }) => name), ...result.rows] : result.rows;
  return {
    ...(updateCount === null ? {} : { UpdateCount: updateCount }),
    ResultSet: {
      ResultSetMetadata: {
        ColumnInfo: columns.map(({ name, type }) => ({ CatalogName: 'hive', Name: name, Label: name, Type: type })),
      },
      Rows: all
        .slice(from, from + rows)
        .map((row) => ({ Data: row.map((value) => (value === null ? {} : { VarCharValue: value })) })),
    },
    ...(from + rows < all.length ? { NextToken: String(from + rows) } : {}),
  };
}
