import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message that the fake has taken. */
export interface PostedMessage {
  readonly channel: string;
  readonly text: string;
  readonly blocks: readonly Record<string, unknown>[];
  readonly threadTs: string | null;
  readonly ts: string;
}

/**
 * What the fake does with the next requests, one each: `ok` takes the message; a number answers with that status; `limit:2`
 * asks for two seconds of patience; `take-then-500`, `take-then-hang` and `take-then-drop` take it and fail all the same; any
 * other text is an error code with `ok: false`, or of a webhook with status 400.
 */
export type Behaviour = string | number;

/** A local Slack: `chat.postMessage` and webhooks, with the limits that the real one has. */
export interface FakeSlack {
  readonly apiUrl: string;
  readonly webhookUrl: string;
  readonly posted: PostedMessage[];
  readonly requests: number;
  behave(...behaviours: readonly Behaviour[]): void;
  /** What happens when nothing is scripted. */
  otherwise(behaviour: Behaviour): void;
  close(): Promise<void>;
}

/** Starts a fake on a free port. */
export async function startFakeSlack(): Promise<FakeSlack> {
  const posted: PostedMessage[] = [];
  const script: Behaviour[] = [];
  let usual: Behaviour = 'ok';
  let requests = 0;
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    requests += 1;
    const isWebhook = request.url?.startsWith('/services/') === true;
    const message = isWebhook
      ? (JSON.parse(body) as Record<string, unknown>)
      : Object.fromEntries(new URLSearchParams(body));
    const blocks = (
      typeof message['blocks'] === 'string' ? JSON.parse(message['blocks']) : (message['blocks'] ?? [])
    ) as Record<string, unknown>[];
    const behaviour = script.shift() ?? usual;
    const refusal = refuse(
      String(message['text'] ?? ''),
      blocks,
      isWebhook || /^Bearer xoxb-/.test(request.headers.authorization ?? ''),
    );
    const ts = `17000000${posted.length.toString().padStart(2, '0')}.000100`;
    const take = () =>
      posted.push({
        channel: String(message['channel'] ?? request.url),
        text: String(message['text']),
        blocks,
        threadTs: typeof message['thread_ts'] === 'string' ? message['thread_ts'] : null,
        ts,
      });
    if (behaviour === 'ok' && refusal === null) {
      take();
      answer(response, isWebhook, { ok: true, channel: 'C0FAKE00001', ts });
    } else if (behaviour === 'ok') fail(response, isWebhook, refusal ?? 'invalid_payload');
    else if (typeof behaviour === 'number') response.writeHead(behaviour).end('');
    else if (behaviour.startsWith('limit:')) response.writeHead(429, { 'retry-after': behaviour.slice(6) }).end('');
    else if (behaviour.startsWith('take-then-')) {
      take();
      if (behaviour === 'take-then-500') response.writeHead(500).end('');
      else if (behaviour === 'take-then-drop') request.socket.destroy();
      // take-then-hang: no answer at all
    } else fail(response, isWebhook, behaviour);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    apiUrl: `${origin}/api/`,
    webhookUrl: `${origin}/services/T0/B0/secret`,
    posted,
    get requests() {
      return requests;
    },
    behave: (...behaviours) => {
      script.push(...behaviours);
    },
    otherwise: (behaviour) => {
      usual = behaviour;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** The real one's limits, counted independently of the renderer's. */
function refuse(text: string, blocks: readonly Record<string, unknown>[], isAuthentic: boolean): string | null {
  if (!isAuthentic) return 'invalid_auth';
  if (text === '' && blocks.length === 0) return 'no_text';
  if (text.length > 40_000) return 'msg_too_long';
  if (blocks.length > 50 || blocks.some((block) => longestText(block) > 3_000)) return 'invalid_blocks';
  const headers = blocks.filter((block) => block['type'] === 'header');
  return headers.some((block) => longestText(block) > 150) ? 'invalid_blocks' : null;
}

function longestText(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Math.max(0, ...Object.values(value).map(longestText));
}

function answer(response: ServerResponse, isWebhook: boolean, value: object): void {
  if (isWebhook) response.writeHead(200, { 'content-type': 'text/html' }).end('ok');
  else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function fail(response: ServerResponse, isWebhook: boolean, error: string): void {
  if (isWebhook) response.writeHead(400).end(error);
  else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ok: false, error }));
}
