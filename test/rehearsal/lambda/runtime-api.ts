import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Endpoint, listen, readBody } from '../aws/json-endpoint.ts';

/** An error as the runtime reports it. */
export interface ReportedError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** One event on its way to the handler. */
export interface Invocation {
  readonly requestId: string;
  readonly event: unknown;
  readonly deadlineAt: number;
  readonly functionArn: string;
}

/** How the process behind the API answered. */
export type RuntimeOutcome =
  | { readonly kind: 'response'; readonly value: unknown }
  | { readonly kind: 'error'; readonly error: ReportedError };

/** What the process tells beside its answers. */
export interface RuntimeListener {
  /** It has loaded the handler and asks for its first event. */
  onReady(initMillis: number): void;
  onInitError(error: ReportedError): void;
  onOutcome(requestId: string, outcome: RuntimeOutcome, maxRssBytes: number): void;
}

/** Lambda's Runtime API for one process. */
export interface RuntimeApi extends Endpoint {
  /** Host and port, as `AWS_LAMBDA_RUNTIME_API` holds them. */
  readonly address: string;
  give(invocation: Invocation): void;
}

/**
 * Starts the API on a free port.
 * **source**: Lambda developer guide, runtime API (read 2026-11)
 */
export async function startRuntimeApi(listener: RuntimeListener): Promise<RuntimeApi> {
  const waiting: Invocation[] = [];
  let asker: ServerResponse | null = null;
  let isReady = false;
  const hand = (): void => {
    const invocation = asker === null ? undefined : waiting.shift();
    if (asker === null || invocation === undefined) return;
    asker.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': invocation.requestId,
      'lambda-runtime-deadline-ms': String(invocation.deadlineAt),
      'lambda-runtime-invoked-function-arn': invocation.functionArn,
      'lambda-runtime-trace-id': `Root=1-${invocation.requestId.replaceAll('-', '').slice(0, 8)}-rehearsal`,
    });
    asker.end(JSON.stringify(invocation.event));
    asker = null;
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '').replace('/2018-06-01/runtime', '');
    if (path === '/invocation/next') {
      if (!isReady) listener.onReady(Number(request.headers['rehearsal-init-millis'] ?? 0));
      isReady = true;
      asker = response;
      return hand();
    }
    const body = JSON.parse((await readBody(request)).toString('utf8') || 'null') as unknown;
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
    if (path === '/init/error') return listener.onInitError(body as ReportedError);
    const [, requestId = '', kind] = /^\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    const maxRssBytes = Number(request.headers['rehearsal-max-rss'] ?? 0) * 1_024;
    if (kind === 'response') listener.onOutcome(requestId, { kind, value: body }, maxRssBytes);
    if (kind === 'error') listener.onOutcome(requestId, { kind, error: body as ReportedError }, maxRssBytes);
  };
  const endpoint = await listen(createServer((request, response) => void serve(request, response)));
  return {
    ...endpoint,
    address: new URL(endpoint.url).host,
    give: (invocation) => {
      waiting.push(invocation);
      hand();
    },
  };
}
