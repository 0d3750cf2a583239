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
  /** Days by name from a query of one row; null when one of them is. */
  findDays<K extends string>(
    name: string,
    names: readonly K[],
    parameters?: Parameters,
  ): Promise<Readonly<Record<K, string>> | null>;
}

const dayNames = ['event_date_first', 'event_date_last'] as const;

/** Where a pass finds callers and sessions that are open, both ends included. */
const spanNames = ['caller_date_first', 'caller_date_last', 'session_date_first', 'session_date_last'] as const;

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
    const staged = await run.findDays('find_staged_days', dayNames, run.slots);
    const copied = copies === 'anywhere' ? await run.findDays('find_copied_days', dayNames, run.slots) : null;
    const days = unite(staged, copied);
    if (days !== null) await mergeExchanges(run, days);
    const passes = await resolveOrigins(run);
    const mended = await run.findDays('find_repair_days', dayNames);
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
    findDays: async (name, names, parameters = {}) => {
      const [row] = await engine.query(sql.get(`attribute/${name}`), parameters);
      const found = names.map((column) => [column, row?.[column]] as const);
      if (found.some(([, day]) => typeof day !== 'string')) return null;
      return Object.fromEntries(found) as Record<(typeof names)[number], string>;
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

async function resolveOrigins({ execute, findDays }: Run): Promise<number> {
  await execute('link_callers', { clock_skew_seconds: clockSkewSeconds });
  for (let pass = 1; pass <= passesMax; pass += 1) {
    const limits = { clock_skew_seconds: clockSkewSeconds, chain_hops_max: chainHopsMax };
    const openCallers = await findDays('find_open_callers', spanNames);
    const callers = openCallers === null ? 0 : await execute('resolve_callers', { ...limits, ...openCallers });
    const openSessions = await findDays('find_open_sessions', spanNames);
    const sessions = openSessions === null ? 0 : await execute('resolve_sessions', openSessions);
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
