import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * What the fake does with the next query that is started, one each: `ok` runs it; `throttle` refuses to start it; `fail`,
 * `fail-for-good`, `fail-with:REASON` and `cancel` end it so; `hang` never ends it; `slow:3` answers three times that it runs.
 */
export type AthenaBehaviour = string;

/** A local Athena: its protocol over HTTP, and DuckDB for an engine. */
export interface FakeAthena {
  readonly url: string;
  /** Texts that were run, each once however often it was asked for with one token. */
  readonly ran: string[];
  readonly stopped: string[];
  readonly calls: Readonly<Record<string, number>>;
  behave(...behaviours: readonly AthenaBehaviour[]): void;
  close(): Promise<void>;
}

interface Execution {
  readonly id: string;
  readonly text: string;
  readonly behaviour: AthenaBehaviour;
  readonly submittedAt: Date;
  looks: number;
  result?: { names: string[]; types: string[]; rows: (string | null)[][]; changed: number; isQuery: boolean };
  error?: string;
}

/** Rows of a page, small so that paging happens. */
const pageRows = 100;

/** Starts a fake on a free port over a connection whose macros give Trino's names. `now` is its clock. */
export async function startFakeAthena(
  connection: DuckDBConnection,
  now: () => Date = () => new Date(),
): Promise<FakeAthena> {
  const executions = new Map<string, Execution>();
  const script: AthenaBehaviour[] = [];
  const ran: string[] = [];
  const stopped: string[] = [];
  const calls: Record<string, number> = {};

  const start = async (input: Record<string, unknown>) => {
    const id = createHash('md5').update(String(input['ClientRequestToken'])).digest('hex');
    if (executions.has(id)) return { QueryExecutionId: id };
    const behaviour = script.shift() ?? 'ok';
    if (behaviour === 'throttle') return { __type: 'TooManyRequestsException', Message: 'You have exceeded the limit' };
    const text = String(input['QueryString']);
    const execution: Execution = { id, text, behaviour, submittedAt: now(), looks: 0 };
    executions.set(id, execution);
    if (behaviour === 'ok' || behaviour.startsWith('slow:')) {
      ran.push(text);
      try {
        execution.result = await runText(connection, text);
      } catch (error) {
        execution.error = error instanceof Error ? error.message : String(error);
      }
    }
    return { QueryExecutionId: id };
  };

  const look = ({ id, text, behaviour, error, result, looks, submittedAt }: Execution) => {
    const status = (State: string, rest: object = {}) => ({
      QueryExecution: {
        QueryExecutionId: id,
        StatementType: /^create /i.test(text) ? 'DDL' : 'DML',
        Status: { State, SubmissionDateTime: submittedAt.getTime() / 1000, ...rest },
        Statistics: { DataScannedInBytes: 123, EngineExecutionTimeInMillis: 45 },
      },
    });
    const failed = (message: string, ErrorCategory: number, Retryable: boolean) =>
      status('FAILED', {
        StateChangeReason: message,
        AthenaError: { ErrorCategory, ErrorType: 1, Retryable, ErrorMessage: message },
      });
    if (stopped.includes(id) || behaviour === 'cancel')
      return status('CANCELLED', { StateChangeReason: 'Query was cancelled' });
    if (behaviour.startsWith('fail-with:')) return failed(behaviour.slice(10), 2, false);
    if (behaviour === 'fail') return failed('INTERNAL_ERROR: a node was lost', 1, true);
    if (behaviour === 'fail-for-good' || error !== undefined)
      return failed(error ?? 'SYNTAX_ERROR: line 1:1', 2, false);
    if (behaviour.startsWith('slow:') && looks <= Number(behaviour.slice(5)))
      return status(looks === 1 ? 'QUEUED' : 'RUNNING');
    return result === undefined ? status('RUNNING') : status('SUCCEEDED');
  };

  const results = ({ result }: Execution, token: string | undefined) => {
    const { names, types, rows, changed, isQuery } = result ?? {
      names: [],
      types: [],
      rows: [],
      changed: 0,
      isQuery: true,
    };
    const all = isQuery ? [names, ...rows] : rows;
    const from = Number(token ?? 0);
    const page = all.slice(from, from + pageRows);
    return {
      UpdateCount: changed,
      ResultSet: {
        ResultSetMetadata: { ColumnInfo: names.map((Name, index) => ({ Name, Type: types[index] })) },
        Rows: page.map((row) => ({ Data: row.map((value) => (value === null ? {} : { VarCharValue: value })) })),
      },
      ...(from + pageRows < all.length ? { NextToken: String(from + pageRows) } : {}),
    };
  };

  const server = createServer(async (request, response) => {
    const input = JSON.parse((await readBody(request)) || '{}') as Record<string, unknown>;
    const action = String(request.headers['x-amz-target']).replace('AmazonAthena.', '');
    calls[action] = (calls[action] ?? 0) + 1;
    if (action === 'StartQueryExecution') return reply(response, await start(input));
    const execution = executions.get(String(input['QueryExecutionId']));
    if (execution === undefined)
      return reply(response, { __type: 'InvalidRequestException', Message: 'No such query' });
    execution.looks += 1;
    if (action === 'GetQueryExecution') return reply(response, look(execution));
    if (action === 'GetQueryResults')
      return reply(response, results(execution, input['NextToken'] as string | undefined));
    stopped.push(execution.id);
    return reply(response, {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ran,
    stopped,
    calls,
    behave: (...behaviours) => {
      script.push(...behaviours);
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function runText(connection: DuckDBConnection, text: string): Promise<NonNullable<Execution['result']>> {
  // Definitions are Hive's language: what matters of them here is that they were sent.
  if (/^create /i.test(text)) return { names: [], types: [], rows: [], changed: 0, isQuery: false };
  const reader = await connection.runAndReadAll(text);
  const isQuery = !/^(merge|insert|update|delete|create)\b/i.test(text.replace(/^(\s*--[^\n]*\n)+/, '').trimStart());
  const types = reader.columnTypes().map((type) => athenaType(String(type)));
  return {
    names: reader.deduplicatedColumnNames(),
    types,
    rows: isQuery ? reader.getRows().map((row) => row.map((value) => (value === null ? null : athenaText(value)))) : [],
    changed: isQuery ? 0 : reader.rowsChanged,
    isQuery,
  };
}

/** Athena's names of types. */
function athenaType(type: string): string {
  if (type.endsWith('[]')) return 'array';
  if (type === 'HUGEINT' || type === 'UBIGINT') return 'bigint';
  return type
    .toLowerCase()
    .replace(/\(.*\)$/, '')
    .replace('timestamp with time zone', 'timestamp with time zone');
}

/** Values as Athena prints them: instants to the millisecond, arrays without quotes. */
function athenaText(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'items' in value)
    return `[${(value.items as unknown[]).map(String).join(', ')}]`;
  return String(value);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function reply(response: ServerResponse, value: object): void {
  response.writeHead('__type' in value ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(value));
}
