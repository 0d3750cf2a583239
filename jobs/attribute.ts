import type { Parameters, QueryEngine, SqlLibrary } from './ports.ts';

/** Staged slots to settle, both ends included. Slots sort as text in time order. */
export interface SlotWindow {
  readonly slotFirst: string;
  readonly slotLast: string;
}

/** What a run of *attribute* changed. `passes`: how many times origins were carried one link further. */
export interface AttributeOutcome {
  readonly passes: number;
  readonly repairedCalls: number;
}

/** Slack on both ends of a session's life: AWS hosts stamp events by their own clocks. */
const clockSkewSeconds = 60;
/** Chains are short; a longer one is a loop in forged data. */
const chainDepthMax = 16;
/** Each pass carries origins one link further, so that no honest forest needs more; callers and sessions alternate. */
const passesMax = chainDepthMax + 4;

/**
 * Settles staged slots into the lake: sessions, their origins in passes, calls, and the repair of earlier calls.
 * Running it again over the same slots changes nothing.
 * **errors**: `query_failed` from the engine; nothing is half done where the engine has transactions.
 */
export async function attribute(options: {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
  readonly window: SlotWindow;
}): Promise<AttributeOutcome> {
  const { engine, sql, window } = options;
  const slots = { slot_first: window.slotFirst, slot_last: window.slotLast };
  const run = (name: string, parameters: Parameters = {}) => engine.execute(sql.get(`attribute/${name}`), parameters);

  return engine.atomically(async () => {
    await run('merge_duplicates', slots);
    await run('merge_exchanges', slots);
    await run('drop_orphan_sessions');
    await run('merge_sessions', slots);
    await run('merge_callers', slots);
    await run('link_callers', { clock_skew_seconds: clockSkewSeconds });
    const passes = await resolveOrigins(run);
    await run('merge_calls', slots);
    const repairedCalls = await repairEarlierCalls({ engine, sql, slots, run });
    await run('merge_deliveries', slots);
    await run('clear_rejects', slots);
    await run('insert_rejects', slots);
    await run('settle_sessions');
    await run('settle_callers');
    return { passes, repairedCalls };
  });
}

type Run = (name: string, parameters?: Parameters) => Promise<number>;

async function resolveOrigins(run: Run): Promise<number> {
  for (let pass = 1; pass <= passesMax; pass += 1) {
    const callers = await run('resolve_callers', {
      clock_skew_seconds: clockSkewSeconds,
      chain_depth_max: chainDepthMax,
    });
    const sessions = await run('resolve_sessions');
    // Only sessions that issued each other are left without an origin then: say so instead of going round.
    if (callers + sessions === 0 && (await run('close_loops_of_sessions')) === 0) return pass;
  }
  throw new Error(`Origins did not settle in ${passesMax} passes`);
}

async function repairEarlierCalls(options: {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
  readonly slots: Parameters;
  readonly run: Run;
}): Promise<number> {
  const { engine, sql, slots, run } = options;
  const [days] = await engine.query(sql.get('attribute/find_affected_days'), slots);
  const first = days?.['event_date_first'];
  const last = days?.['event_date_last'];
  if (typeof first !== 'string' || typeof last !== 'string') return 0;
  const window = { event_date_first: first, event_date_last: last };
  const repaired = await run('repair_calls', window);
  const shared = await run('share_origins', window);
  await run('merge_iam_changes', window);
  return repaired + shared;
}
