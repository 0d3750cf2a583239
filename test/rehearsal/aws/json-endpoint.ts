import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer that is an error, in the form that AWS gives it. */
export class AwsError extends Error {
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;
  constructor(
    name: string,
    message: string,
    options: { status?: number; fields?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message);
    this.name = name;
    this.status = options.status ?? 400;
    this.fields = options.fields ?? {};
  }
}

/** An action's name in the target header, and what it answers. */
export type JsonActions = Readonly<
  Record<string, (input: Readonly<Record<string, unknown>>) => object | Promise<object>>
>;

/** An endpoint that listens on this machine. */
export interface Endpoint {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves actions over the AWS JSON 1.1 protocol.
 * **shape**: `refuse` may answer a request before it is read: a status, or null to go on.
 * **source**: Smithy, AWS JSON 1.1 protocol (read 2026-11)
 */
export function startJsonEndpoint(
  actions: JsonActions,
  refuse: (action: string) => number | null = () => null,
): Promise<Endpoint> {
  return listen(
    createServer(async (request, response) => {
      const action = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
      const body = (await readBody(request)).toString('utf8');
      const refused = refuse(action);
      if (refused !== null) {
        response
          .writeHead(refused, { 'content-type': 'text/html' })
          .end('<html><body>Service Unavailable</body></html>');
        return;
      }
      try {
        const serve = actions[action];
        if (serve === undefined) throw new AwsError('UnknownOperationException', `There is no ${action}`);
        answer(response, 200, await serve(JSON.parse(body === '' ? '{}' : body) as Record<string, unknown>));
      } catch (error) {
        if (error instanceof AwsError)
          answer(response, error.status, { __type: error.name, ...error.fields, Message: error.message });
        else answer(response, 500, { __type: 'InternalServerException', Message: String(error) });
      }
    }),
  );
}

function answer(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() });
  response.end(JSON.stringify(value));
}

/** All bytes of a request. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Starts a server on a free port of this machine. */
export async function listen(server: Server): Promise<Endpoint> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
