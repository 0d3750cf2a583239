import { createHash } from 'node:crypto';
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import pRetry from 'p-retry';
import { renderWithLiterals } from '../../core/lake/sql-literals.ts';
import type { SqlStatement } from '../../core/lake/sql-statement.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';
import type { Clock, Parameters, QueryEngine } from '../../jobs/ports.ts';
import { retryStatement } from '../retry-statement.ts';
import { readResults } from './read-results.ts';

/** Bytes of one query: more is refused by Athena, and told here by name. **source**: Athena service quotas (read 2026-11) */
const queryBytesMax = 262_144;
/** Athena counts at least this much for a query, and five dollars for 2^40 bytes. */
const billedBytesMin = 10_000_000;
const dollarsPerByte = 5 / 2 ** 40;
/** How often Athena is asked for a slot when all are taken, or throttles. */
const startAttemptsMax = 8;
/** How often a query is started anew that had failed already when this run asked for it. */
const earlierFailuresMax = 6;
/** Allowance between Athena's clock and ours. */
const clockSkewMillis = 2_000;

/** What one statement cost. */
export interface AthenaStatistics {
  readonly statement: string;
  readonly scannedBytes: number;
  readonly engineMillis: number;
  readonly dollars: number;
}

/**
 * Where and how statements run.
 * **shape**: `runId` names the attempt's cause, such as the time at which a run was due: the same run that starts again finds
 * the queries it has started already, because the same statements in the same order have the same tokens. Those of them that
 * failed are started anew. `deadlineAt` is when whatever still runs is cancelled. `pollMillis` is the first pause between looks; pauses grow tenfold at most.
 */
export interface AthenaOptions {
  readonly client: AthenaClient;
  readonly workGroup: string;
  readonly database: string;
  readonly catalog?: string;
  readonly runId: string;
  readonly clock: Clock;
  readonly deadlineAt: Date;
  readonly pollMillis?: number;
  readonly wait: (millis: number) => Promise<void>;
  readonly onStatistics?: (statistics: AthenaStatistics) => void;
}

/**
 * A query engine on Athena: values are rendered into the text, because Athena takes parameters in few kinds of statements.
 * Athena commits each statement by itself, so that `atomically` only runs the work, every statement of which is safe to repeat.
 * **errors**: `query_failed` with the statement's name and Athena's reason, `retryable` as Athena says; `sql_parameter`.
 */
export function createAthenaQueryEngine(options: AthenaOptions): QueryEngine {
  let statements = 0;
  const openedAt = options.clock.now();
  const run = async (statement: SqlStatement, parameters: Parameters) => {
    statements += 1;
    const text = renderWithLiterals(statement, parameters);
    const bytes = Buffer.byteLength(text);
    if (bytes > queryBytesMax) {
      throw new SubtrailError(
        'query_failed',
        `Run "${statement.name}": it has ${bytes} bytes, Athena takes ${queryBytesMax}`,
      );
    }
    const position = statements;
    return retryStatement(async (triedBefore) => {
      for (let generation = 0; ; generation += 1) {
        const token = tokenOf(options.runId, position, triedBefore, generation, text);
        const id = await start(options, { statement, text, token });
        const execution = await follow(options, statement, id);
        if (isEarlierFailure(execution, openedAt) && generation < earlierFailuresMax) continue;
        requireSuccess(statement, id, execution);
        report(options, statement, execution);
        return readResults(options.client, id, { hasHeader: execution.StatementType === 'DML' && !isWrite(text) });
      }
    });
  };
  return {
    query: async (statement, parameters = {}) => (await run(statement, parameters)).rows,
    execute: async (statement, parameters = {}) => (await run(statement, parameters)).changed,
    atomically: (work) => work(),
  };
}

/** 64 hexadecimal digits that are the same for the same statement at the same place of the same run. */
const tokenOf = (...parts: readonly (string | number)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** Whether a statement writes: its first word below the header. Results of those have no header row. */
const isWrite = (text: string): boolean =>
  /^(merge|insert|update|delete)\b/i.test(text.replace(/^(\s*--[^\n]*\n)+/, '').trimStart());

async function start(
  options: AthenaOptions,
  { statement, text, token }: { readonly statement: SqlStatement; readonly text: string; readonly token: string },
): Promise<string> {
  const { client, workGroup, database, catalog = 'AwsDataCatalog' } = options;
  const command = new StartQueryExecutionCommand({
    QueryString: text,
    ClientRequestToken: token,
    WorkGroup: workGroup,
    QueryExecutionContext: { Database: database, Catalog: catalog },
    // A stale answer is a wrong answer.
    ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: false } },
  });
  try {
    const { QueryExecutionId } = await pRetry(() => client.send(command), {
      retries: startAttemptsMax - 1,
      minTimeout: options.pollMillis ?? 200,
      randomize: true,
      shouldRetry: ({ error }) => isThrottled(error) && options.clock.now() < options.deadlineAt,
    });
    if (QueryExecutionId === undefined) throw new Error('Athena gave no id');
    return QueryExecutionId;
  } catch (error) {
    throw failure(statement, error instanceof Error ? error.message : String(error), {
      cause: error,
      retryable: isThrottled(error),
    });
  }
}

const isThrottled = (error: unknown): boolean =>
  error instanceof Error &&
  /^(TooManyRequestsException|ThrottlingException|RequestLimitExceeded|InternalServerException)$/.test(error.name);

/** Waits until the query has ended, however. **errors**: `query_failed` when the deadline came, and the query is cancelled. */
async function follow(options: AthenaOptions, statement: SqlStatement, id: string): Promise<QueryExecution> {
  const { client, clock, deadlineAt, pollMillis = 200, wait } = options;
  for (let pause = pollMillis; ; pause = Math.min(pause * 1.5, pollMillis * 10)) {
    const { QueryExecution: execution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
    if (execution !== undefined && /^(SUCCEEDED|FAILED|CANCELLED)$/.test(execution.Status?.State ?? ''))
      return execution;
    if (clock.now() >= deadlineAt) {
      await client.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
      throw failure(statement, 'it was not done by the deadline, and was cancelled', {
        retryable: true,
        details: { queryExecutionId: id },
      });
    }
    await wait(pause);
  }
}

/** Whether an earlier attempt at this run started the query and it came to nothing: its token gives the same answer for ever. */
const isEarlierFailure = ({ Status: status }: QueryExecution, openedAt: Date): boolean =>
  status?.State !== 'SUCCEEDED' &&
  status?.SubmissionDateTime !== undefined &&
  status.SubmissionDateTime.getTime() < openedAt.getTime() - clockSkewMillis;

/** **errors**: `query_failed` with Athena's reason, `retryable` as Athena says. */
function requireSuccess(statement: SqlStatement, id: string, { Status: status }: QueryExecution): void {
  if (status?.State === 'SUCCEEDED') return;
  const reason = status?.StateChangeReason ?? status?.AthenaError?.ErrorMessage ?? 'no reason given';
  const { ErrorCategory: category, ErrorType: type, Retryable: retryable } = status?.AthenaError ?? {};
  const isCancelled = status?.State === 'CANCELLED';
  throw failure(statement, isCancelled ? `it was cancelled: ${reason}` : reason, {
    retryable: retryable === true || category === 1 || isCancelled,
    details: { queryExecutionId: id, errorType: type ?? null },
  });
}

function report({ onStatistics }: AthenaOptions, statement: SqlStatement, { Statistics }: QueryExecution): void {
  const scannedBytes = Statistics?.DataScannedInBytes ?? 0;
  onStatistics?.({
    statement: statement.name,
    scannedBytes,
    engineMillis: Statistics?.EngineExecutionTimeInMillis ?? 0,
    dollars: Math.max(scannedBytes, billedBytesMin) * dollarsPerByte,
  });
}

const failure = (
  statement: SqlStatement,
  reason: string,
  options: { cause?: unknown; retryable: boolean; details?: Readonly<Record<string, unknown>> },
): SubtrailError => new SubtrailError('query_failed', `Run "${statement.name}": ${reason}`, options);
