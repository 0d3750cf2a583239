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
const chainHopsMax = 16;
/** Each pass carries origins one link further; a loop closed by a late exchange goes round once more until it is found out. */
const passesMax = 3 * chainHopsMax;

/** Days of `calls` and its neighbours, both ends included, as the statements take them. */
interface DayWindow {
  readonly event_date_first: string;
  readonly event_date_last: string;
}

/** What the steps of a run share. */
interface Run {
  readonly slots: { readonly slot_first: string; readonly slot_last: string };
  execute(name: string, parameters?: Parameters): Promise<number>;
  findDays(name: string, parameters?: Parameters): Promise<DayWindow | null>;
}

/**
 * Settles staged slots into the lake: sessions, their origins in passes, calls, and the repair of earlier calls.
 * Running it again over the same slots changes nothing.
 * **shape**: `copies` says where another copy of an event can be: on the same day, as in AWS, or anywhere in the lake, as in
 * logs whose ids were made up; the second looks at the ids of the whole lake.
 * **errors**: `query_failed` from the engine; nothing is half done where the engine has transactions.
 */
export async function attribute(options: {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
  readonly window: SlotWindow;
  readonly copies?: 'same_day' | 'anywhere';
}): Promise<AttributeOutcome> {
  const { engine, copies = 'anywhere' } = options;
  const run = createRun(options);
  return engine.atomically(async () => {
    const staged = await run.findDays('find_staged_days', run.slots);
    const copied = copies === 'anywhere' ? await run.findDays('find_copied_days', run.slots) : null;
    const days = unite(staged, copied);
    if (days !== null) await mergeExchanges(run, days);
    const passes = await resolveOrigins(run);
    const mended = await run.findDays('find_repair_days');
    // Earlier calls first: those of this run are merged with the right answer.
    const repaired = mended === null ? 0 : await run.execute('repair_calls', { ...mended });
    if (days !== null) await run.execute('merge_calls', { ...run.slots, ...days });
    const shared = await settleDependents(run, unite(days, mended));
    await run.execute('merge_deliveries', run.slots);
    await run.execute('clear_rejects', run.slots);
    await run.execute('insert_rejects', run.slots);
    await run.execute('settle_sessions');
    await run.execute('settle_callers');
    return { passes, repairedCalls: repaired + shared };
  });
}

function createRun(options: { engine: QueryEngine; sql: SqlLibrary; window: SlotWindow }): Run {
  const { engine, sql, window } = options;
  return {
    slots: { slot_first: window.slotFirst, slot_last: window.slotLast },
    execute: (name, parameters = {}) => engine.execute(sql.get(`attribute/${name}`), parameters),
    findDays: async (name, parameters = {}) => {
      const [row] = await engine.query(sql.get(`attribute/${name}`), parameters);
      const first = row?.['event_date_first'];
      const last = row?.['event_date_last'];
      if (typeof first !== 'string' || typeof last !== 'string') return null;
      return { event_date_first: first, event_date_last: last };
    },
  };
}

async function mergeExchanges({ slots, execute }: Run, days: DayWindow): Promise<void> {
  await execute('merge_duplicates', { ...slots, ...days });
  await execute('merge_exchanges', { ...slots, ...days });
  await execute('unlink_callers', { ...days });
  await execute('drop_orphan_sessions', { ...days });
  await execute('merge_sessions', { ...slots, ...days });
  await execute('merge_callers', slots);
}

async function resolveOrigins({ execute }: Run): Promise<number> {
  await execute('link_callers', { clock_skew_seconds: clockSkewSeconds });
  for (let pass = 1; pass <= passesMax; pass += 1) {
    const limits = { clock_skew_seconds: clockSkewSeconds, chain_hops_max: chainHopsMax };
    const callers = await execute('resolve_callers', limits);
    const sessions = await execute('resolve_sessions');
    const isSettled = callers + sessions === 0;
    // What has no origin by then never gets one: it issued itself by a detour, or stands too deep.
    if (!isSettled && pass !== chainHopsMax + 1) continue;
    const closed = await execute('close_loops_of_sessions', { chain_hops_max: chainHopsMax });
    if (isSettled && closed === 0) return pass;
  }
  throw new Error(`Origins did not settle in ${passesMax} passes`);
}

async function settleDependents({ slots, execute }: Run, days: DayWindow | null): Promise<number> {
  if (days === null) return 0;
  const shared = await execute('share_origins', { ...slots, ...days });
  await execute('merge_iam_changes', { ...days });
  return shared;
}

function unite(one: DayWindow | null, other: DayWindow | null): DayWindow | null {
  if (one === null || other === null) return one ?? other;
  return {
    event_date_first: one.event_date_first < other.event_date_first ? one.event_date_first : other.event_date_first,
    event_date_last: one.event_date_last > other.event_date_last ? one.event_date_last : other.event_date_last,
  };
}
