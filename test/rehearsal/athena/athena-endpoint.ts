import { setTimeout as wait } from 'node:timers/promises';
import { AwsError, type Endpoint, startJsonEndpoint } from '../aws/json-endpoint.ts';
import type { AthenaBackend } from './backend.ts';
import { type AthenaBehaviour, Execution, type StartRequest } from './execution.ts';
import { renderExecution, renderPage } from './render-execution.ts';

/** A workgroup as the template makes it. */
export interface WorkGroup {
  readonly name: string;
  /** Bytes after which a query is cancelled; null without a limit. */
  readonly scannedBytesMax: number | null;
}

/** Athena on this machine: its protocol, its rules and its moods, over an engine that really runs the statements. */
export interface AthenaEndpoint extends Endpoint {
  /** Executions in the order of their start, each once however often it was asked for with one token. */
  readonly executions: readonly Execution[];
  readonly stopped: readonly string[];
  /** Texts that were run to their end. */
  readonly ran: readonly string[];
  /** Requests by action. */
  readonly calls: Readonly<Record<string, number>>;
  /** What the next executions do, one each. */
  behave(...behaviours: readonly AthenaBehaviour[]): void;
  /** What the next execution does whose text matches. */
  behaveAt(pattern: RegExp, behaviour: AthenaBehaviour): void;
  /** Time passes: everything was started that much earlier. */
  passTime(millis: number): void;
  /** The next requests, of whatever kind, are answered with 503. */
  beUnavailable(requests: number): void;
}

/**
 * What the account holds.
 * **shape**: null for workgroups or databases takes every name; `now` is its clock.
 */
export interface AthenaOptions {
  readonly backend: AthenaBackend;
  readonly workGroups?: readonly WorkGroup[] | null;
  readonly databases?: readonly string[] | null;
  readonly now?: () => Date;
}

/** **source**: Athena, service quotas; StartQueryExecution (read 2026-11) */
const queryBytesMax = 262_144;
const tokenLengths = { min: 32, max: 128 } as const;
const pageRowsMax = 1_000;
/** Milliseconds that the answer to a start waits for a quick statement, so that tests do not sleep until the next look. */
const startWaitMillis = 100;

/** Starts the endpoint on a free port. */
export async function startAthenaEndpoint(options: AthenaOptions): Promise<AthenaEndpoint> {
  const executions: Execution[] = [];
  const byToken = new Map<string, Execution>();
  const stopped: string[] = [];
  const calls: Record<string, number> = {};
  const script: AthenaBehaviour[] = [];
  const traps: { readonly pattern: RegExp; readonly behaviour: AthenaBehaviour }[] = [];
  let refusals = 0;

  const nextBehaviour = (text: string): AthenaBehaviour => {
    const trap = traps.findIndex(({ pattern }) => pattern.test(text));
    if (trap >= 0) return traps.splice(trap, 1)[0]?.behaviour ?? 'ok';
    return script.shift() ?? 'ok';
  };
  const start = async (input: Readonly<Record<string, unknown>>): Promise<object> => {
    const request = readStart(input, options);
    const known = byToken.get(request.token);
    if (known !== undefined) {
      if (!isSame(known.request, request)) throw invalid('Idempotent parameters do not match', 'INVALID_INPUT');
      return { QueryExecutionId: known.id };
    }
    const behaviour = nextBehaviour(request.text);
    if (behaviour === 'throttle') {
      throw new AwsError(
        'TooManyRequestsException',
        'You have exceeded the limit for the number of queries you can run concurrently',
        {
          fields: { Reason: 'CONCURRENT_QUERY_LIMIT_EXCEEDED' },
        },
      );
    }
    const execution = new Execution(request, options.now);
    if (execution.kind === 'unknown') throw invalid('Queries of this type are not supported', 'MALFORMED_QUERY');
    executions.push(execution);
    byToken.set(request.token, execution);
    const limit = options.workGroups?.find(({ name }) => name === request.workGroup)?.scannedBytesMax ?? null;
    const run = execution.run(
      options.backend,
      isKnownDatabase(request, options) ? behaviour : missingDatabase(request),
      limit,
    );
    await Promise.race([run, wait(startWaitMillis)]);
    return { QueryExecutionId: execution.id };
  };
  const find = (input: Readonly<Record<string, unknown>>): Execution => {
    const found = executions.find(({ id }) => id === input['QueryExecutionId']);
    if (found === undefined)
      throw invalid(`QueryExecution ${String(input['QueryExecutionId'])} was not found`, 'INVALID_INPUT');
    return found;
  };
  const stop = (input: Readonly<Record<string, unknown>>): object => {
    const execution = find(input);
    stopped.push(execution.id);
    const isRunning = execution.state === 'RUNNING';
    execution.stop();
    if (isRunning) options.backend.interrupt(execution.request.text);
    return {};
  };
  const refuse = (action: string): number | null => {
    calls[action] = (calls[action] ?? 0) + 1;
    refusals -= 1;
    return refusals >= 0 ? 503 : null;
  };
  const endpoint = await startJsonEndpoint(
    {
      StartQueryExecution: start,
      GetQueryExecution: (input) => renderExecution(find(input)),
      GetQueryResults: (input) => renderPage(find(input), readPaging(input)),
      StopQueryExecution: stop,
    },
    refuse,
  );
  return {
    ...endpoint,
    executions,
    get ran() {
      return executions.filter(({ result }) => result !== null).map(({ request }) => request.text);
    },
    stopped,
    calls,
    behave: (...behaviours) => {
      script.push(...behaviours);
    },
    behaveAt: (pattern, behaviour) => {
      traps.push({ pattern, behaviour });
    },
    passTime: (millis) => {
      for (const execution of executions) execution.submittedAt -= millis;
    },
    beUnavailable: (requests) => {
      refusals = requests;
    },
  };
}

function readStart(input: Readonly<Record<string, unknown>>, { workGroups }: AthenaOptions): StartRequest {
  const context = (input['QueryExecutionContext'] ?? {}) as Readonly<Record<string, unknown>>;
  const request = {
    text: String(input['QueryString'] ?? ''),
    token: String(input['ClientRequestToken'] ?? ''),
    workGroup: String(input['WorkGroup'] ?? 'primary'),
    database: String(context['Database'] ?? 'default').toLowerCase(),
    catalog: String(context['Catalog'] ?? 'AwsDataCatalog').toLowerCase(),
  };
  const bytes = Buffer.byteLength(request.text);
  if (bytes === 0 || bytes > queryBytesMax) {
    throw invalid(
      `1 validation error detected: Value at 'queryString' has ${bytes} bytes, wanted 1 to ${queryBytesMax}`,
      'INVALID_INPUT',
    );
  }
  if (request.token.length < tokenLengths.min || request.token.length > tokenLengths.max) {
    throw invalid(
      `1 validation error detected: Value at 'clientRequestToken' has ${request.token.length} characters, wanted ${tokenLengths.min} to ${tokenLengths.max}`,
      'INVALID_INPUT',
    );
  }
  if (workGroups != null && !workGroups.some(({ name }) => name === request.workGroup)) {
    throw invalid(`WorkGroup ${request.workGroup} is not found.`, 'INVALID_INPUT');
  }
  return request;
}

const isSame = (left: StartRequest, right: StartRequest): boolean => JSON.stringify(left) === JSON.stringify(right);

const isKnownDatabase = ({ database, catalog }: StartRequest, { databases }: AthenaOptions): boolean =>
  catalog === 'awsdatacatalog' && (databases == null || databases.includes(database));

const missingDatabase = ({ database, catalog }: StartRequest): AthenaBehaviour =>
  `fail-with:SCHEMA_NOT_FOUND: line 1:1: Schema '${catalog}.${database}' does not exist`;

function readPaging(input: Readonly<Record<string, unknown>>): { readonly from: number; readonly rows: number } {
  const rows = Number(input['MaxResults'] ?? pageRowsMax);
  if (rows < 1 || rows > pageRowsMax)
    throw invalid(`MaxResults is ${rows}, more than maximum allowed length ${pageRowsMax}`, 'INVALID_INPUT');
  return { from: Number(input['NextToken'] ?? 0), rows };
}

/** What Athena says of a request that it does not take. */
export const invalid = (message: string, code: string): AwsError =>
  new AwsError('InvalidRequestException', message, { fields: { AthenaErrorCode: code } });
