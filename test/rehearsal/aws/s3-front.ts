import { createServer, request as openRequest } from 'node:http';
import { type Endpoint, listen } from './json-endpoint.ts';

/** What a request does, as S3 counts requests. */
export type S3Action = 'get' | 'put' | 'list' | 'delete' | 'head';

/** A door in front of the S3 endpoint that counts what goes through, and can be shut. */
export interface S3Front extends Endpoint {
  readonly requests: Readonly<Record<S3Action, number>>;
  /** The next requests whose path matches are answered with a status, as S3 does when it is not well. */
  refuse(options: { readonly requests: number; readonly status: number; readonly path?: RegExp }): void;
  /** Reading objects whose key matches is denied for good. */
  deny(path: RegExp): void;
}

const codes: Readonly<Record<number, string>> = { 403: 'AccessDenied', 500: 'InternalError', 503: 'SlowDown' };

/** Starts the door on a free port. **shape**: paths are those of the request, percent-encoded. */
export async function startS3Front(target: string): Promise<S3Front> {
  const requests: Record<S3Action, number> = { get: 0, put: 0, list: 0, delete: 0, head: 0 };
  const denied: RegExp[] = [];
  const refusals: { requests: number; readonly status: number; readonly path: RegExp }[] = [];
  const { hostname, port } = new URL(target);
  const server = createServer((request, response) => {
    const { method = 'GET', url = '/' } = request;
    requests[actionOf(method, url)] += 1;
    const path = decodeURIComponent(url);
    const isDenied = method === 'GET' && denied.some((pattern) => pattern.test(path));
    const refusal = refusals.find(({ requests: left, path: pattern }) => left > 0 && pattern.test(path));
    if (isDenied || refusal !== undefined) {
      const status = isDenied ? 403 : (refusal?.status ?? 503);
      if (!isDenied && refusal !== undefined) refusal.requests -= 1;
      request.resume();
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(
        `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${codes[status]}</Code><Message>Refused</Message></Error>`,
      );
      return;
    }
    const onward = openRequest({ hostname, port, method, path: url, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  return {
    ...(await listen(server)),
    requests,
    refuse: ({ requests: count, status, path = /^/ }) => {
      refusals.push({ requests: count, status, path });
    },
    deny: (path) => {
      denied.push(path);
    },
  };
}

function actionOf(method: string, url: string): S3Action {
  if (method === 'PUT' || method === 'POST') return 'put';
  if (method === 'DELETE') return 'delete';
  if (method === 'HEAD') return 'head';
  return /[?&](list-type|prefix)=/.test(url) ? 'list' : 'get';
}
