import type { ChainNode } from '../core/lake/chain-node.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import type { QueryEngine, Row, SqlLibrary } from './ports.ts';

/** Sessions shown below one node: beyond that nobody reads on, and `subtrail query` lists them all. */
const childrenMax = 20;
/** As deep as attribution goes. */
const depthMax = 16;

interface Lake {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
}

/**
 * The chain of an event or of an access key, from its origin down.
 * **shape**: one tree for each recorded copy of the event, or for each session that the key stands for.
 * **errors**: `wrong_use` when the lake knows nothing of that id.
 */
export async function trace(lake: Lake, id: string): Promise<ChainNode[]> {
  const calls = await rows(lake, 'find_call', { event_id: id });
  if (calls.length > 0) return Promise.all(calls.map((call) => traceCall(lake, call)));
  const sessions = await rows(lake, 'sessions_of_key', { access_key_id: id });
  if (sessions.length > 0) {
    return Promise.all(sessions.map(async (session) => climb(lake, session, await describeSession(lake, session, 0))));
  }
  const actions = await rows(lake, 'calls_of_key', { access_key_id: id });
  const obtained = await rows(lake, 'sessions_by_key', { access_key_id: id, row_limit: childrenMax + 1 });
  if (actions.length + obtained.length > 0) {
    const children = await describeSessions(lake, obtained, 0);
    const facts = { access_key_id: id, principal_arn: actions[0]?.['principal_arn'] ?? null };
    return [{ type: 'origin', facts, actions, children, cut: cutOf(obtained) }];
  }
  throw new SubtrailError(
    'wrong_use',
    `Trace ${JSON.stringify(id)}: the lake has no event and no access key of that id`,
  );
}

async function traceCall(lake: Lake, call: Row): Promise<ChainNode> {
  const node: ChainNode = { type: 'call', facts: call, actions: [], children: [], cut: 0 };
  const session = await findSession(lake, call['session_id']);
  if (session === undefined) return originOf(call, node);
  const actions = await rows(lake, 'calls_of_session', { session_id: session['session_id'] ?? null });
  return climb(lake, session, { type: 'session', facts: session, actions, children: [node], cut: 0 });
}

/** Puts the sessions above a node on top of it, up to the origin. */
async function climb(lake: Lake, session: Row, node: ChainNode, depth = 0): Promise<ChainNode> {
  const parent = depth < depthMax ? await findSession(lake, session['parent_session_id']) : undefined;
  if (parent === undefined) return originOf(session, node);
  const actions = await rows(lake, 'calls_of_session', { session_id: parent['session_id'] ?? null });
  return climb(lake, parent, { type: 'session', facts: parent, actions, children: [node], cut: 0 }, depth + 1);
}

const originOf = (row: Row, child: ChainNode): ChainNode => ({
  type: 'origin',
  facts: row,
  actions: [],
  children: [child],
  cut: 0,
});

async function describeSession(lake: Lake, session: Row, depth: number): Promise<ChainNode> {
  const key = { session_id: session['session_id'] ?? null };
  const actions = await rows(lake, 'calls_of_session', key);
  const obtained =
    depth < depthMax ? await rows(lake, 'sessions_by_session', { ...key, row_limit: childrenMax + 1 }) : [];
  const children = await describeSessions(lake, obtained, depth + 1);
  return { type: 'session', facts: session, actions, children, cut: cutOf(obtained) };
}

const describeSessions = (lake: Lake, sessions: readonly Row[], depth: number): Promise<ChainNode[]> =>
  Promise.all(sessions.slice(0, childrenMax).map((session) => describeSession(lake, session, depth)));

const cutOf = (found: readonly Row[]): number => Math.max(0, found.length - childrenMax);

async function findSession(lake: Lake, id: Row[string] | undefined): Promise<Row | undefined> {
  if (typeof id !== 'string') return undefined;
  const [session] = await rows(lake, 'find_session', { session_id: id });
  return session;
}

const rows = (lake: Lake, name: string, parameters: Record<string, Row[string]>): Promise<readonly Row[]> =>
  lake.engine.query(lake.sql.get(`trace/${name}`), parameters as Record<string, string | number | null>);
