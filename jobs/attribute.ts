import {
  allDays,
  type DayWindow,
  type NearWindow,
  nearTo,
  spanOf,
  splitDays,
  unite,
} from '../core/lake/day-windows.ts';
import type { Parameters, QueryEngine, Row, SqlLibrary } from './ports.ts';

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
/** Days of new rows that are settled in one go: engines bound how many partitions a statement may write, at 100 in Athena. */
const daysAtOnceMax = 60;
/** Each pass carries origins one link further; a loop closed by a late exchange goes round once more until it is found out. */
const passesMax = 3 * chainHopsMax;

/** What the steps of a run share. */
interface Run {
  readonly slots: { readonly slot_first: string; readonly slot_last: string };
  execute(name: string, parameters?: Parameters): Promise<number>;
  query(name: string, parameters?: Parameters): Promise<readonly Row[]>;
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
 * Running it again over the same slots changes nothing; so does running it again after it was killed at any statement.
 * **shape**: `copies` says where another copy of an event can be: on the same day, as in AWS, or anywhere in the lake, as in
 * logs whose ids were made up; the second looks at the ids of the whole lake. With the first, rows of very many days are
 * settled some days at a time, `daysAtOnce` of them.
 * **errors**: `query_failed` from the engine; nothing is half done where the engine has transactions.
 */
export async function attribute(options: {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
  readonly window: SlotWindow;
  readonly copies?: 'same_day' | 'anywhere';
  readonly daysAtOnce?: number;
}): Promise<AttributeOutcome> {
  const { engine, copies = 'anywhere', daysAtOnce = daysAtOnceMax } = options;
  const run = createRun(options);
  return engine.atomically(async () => {
    const days = (await run.query('find_staged_days', run.slots)).map((row) => String(row['event_date']));
    const outcome = { passes: 0, repairedCalls: 0 };
    for (const { portion, near } of await planPortions(run, { days, copies, daysAtOnce })) {
      const { passes, repairedCalls } = await settleDays(run, portion, near);
      outcome.passes += passes;
      outcome.repairedCalls += repairedCalls;
    }
    await mergeDeliveries(run);
    await run.execute('clear_rejects', run.slots);
    await run.execute('insert_rejects', run.slots);
    return outcome;
  });
}

/** Which days are settled together, and where to look for what they concern. A portion of no days finds what is still open. */
async function planPortions(
  run: Run,
  options: { readonly days: readonly string[]; readonly copies: 'same_day' | 'anywhere'; readonly daysAtOnce: number },
): Promise<{ readonly portion: DayWindow | null; readonly near: NearWindow }[]> {
  const { days, copies, daysAtOnce } = options;
  if (copies === 'same_day') return splitDays(days, daysAtOnce).map((portion) => ({ portion, near: nearTo(portion) }));
  const copied = await run.findDays('find_copied_days', dayNames, run.slots);
  return [{ portion: unite(spanOf(days), copied), near: allDays }];
}

/** Settles the staged rows of some days, and what they change elsewhere; null when no row is staged. */
async function settleDays(run: Run, days: DayWindow | null, near: NearWindow): Promise<AttributeOutcome> {
  if (days !== null) await mergeExchanges(run, days, near);
  const passes = await resolveOrigins(run, near);
  const mended = await run.findDays('find_repair_days', dayNames, { ...near });
  // Earlier calls first: those of this run are merged with the right answer.
  const repaired = mended === null ? 0 : await run.execute('repair_calls', { ...mended });
  if (days !== null) await run.execute('merge_calls', { ...run.slots, ...days });
  const shared = await settleDependents(run, unite(days, mended));
  await run.execute('settle_sessions', { ...near });
  await run.execute('settle_callers', { ...near });
  return { passes, repairedCalls: repaired + shared };
}

function createRun(options: { engine: QueryEngine; sql: SqlLibrary; window: SlotWindow }): Run {
  const { engine, sql, window } = options;
  const query: Run['query'] = (name, parameters = {}) => engine.query(sql.get(`attribute/${name}`), parameters);
  return {
    slots: { slot_first: window.slotFirst, slot_last: window.slotLast },
    execute: (name, parameters = {}) => engine.execute(sql.get(`attribute/${name}`), parameters),
    query,
    findDays: async (name, names, parameters = {}) => {
      const [row] = await query(name, parameters);
      const found = names.map((column) => [column, row?.[column]] as const);
      if (found.some(([, day]) => typeof day !== 'string')) return null;
      return Object.fromEntries(found) as Record<(typeof names)[number], string>;
    },
  };
}

async function mergeExchanges({ slots, execute }: Run, days: DayWindow, near: NearWindow): Promise<void> {
  await execute('merge_duplicates', { ...slots, ...days });
  await execute('merge_exchanges', { ...slots, ...days });
  await execute('unlink_callers', { ...days, ...near });
  await execute('drop_orphan_sessions', { ...days });
  await execute('merge_sessions', { ...slots, ...days });
  await execute('merge_callers', { ...slots, ...days, ...near });
}

async function resolveOrigins(run: Run, near: NearWindow): Promise<number> {
  const { slots, execute, findDays } = run;
  await execute('link_callers', { clock_skew_seconds: clockSkewSeconds, ...near });
  for (let number = 1; number <= passesMax; number += 1) {
    const pass = `${slots.slot_last}/${number}`;
    const limits = { clock_skew_seconds: clockSkewSeconds, chain_hops_max: chainHopsMax };
    const openCallers = await findDays('find_open_callers', spanNames, { ...near });
    if (openCallers !== null) await execute('resolve_callers', { ...limits, ...openCallers, pass });
    const openSessions = await findDays('find_open_sessions', spanNames, { ...near });
    if (openSessions !== null) await execute('resolve_sessions', { ...openSessions, pass });
    const isSettled = (openCallers === null && openSessions === null) || (await countChanged(run, pass, near)) === 0;
    // What has no origin by then never gets one: it issued itself by a detour, or stands too deep.
    if (!isSettled && number !== chainHopsMax + 1) continue;
    const closing = `${pass}/loops`;
    await execute('close_loops_of_sessions', { chain_hops_max: chainHopsMax, pass: closing, ...near });
    if (isSettled && (await countChanged(run, closing, near)) === 0) return number;
  }
  throw new Error(`Origins did not settle in ${passesMax} passes`);
}

/** How many credentials and sessions a pass gave another answer. A run that was killed may have left marks of its own. */
async function countChanged({ query }: Run, pass: string, near: NearWindow): Promise<number> {
  const [row] = await query('count_changed', { pass, ...near });
  return Number(row?.['rows_changed'] ?? 0);
}

async function settleDependents({ slots, execute }: Run, days: DayWindow | null): Promise<number> {
  if (days === null) return 0;
  const shared = await execute('share_origins', { ...slots, ...days });
  await execute('merge_iam_changes', { ...days });
  return shared;
}

/** What was read of each object. Its name says when it was delivered, which bounds where an earlier reading can be. */
async function mergeDeliveries({ slots, execute, query }: Run): Promise<void> {
  const [span] = await query('find_delivery_span', slots);
  const at = (name: string, otherwise: string) => (typeof span?.[name] === 'string' ? span[name] : otherwise);
  await execute('merge_deliveries', {
    ...slots,
    delivered_first: new Date(at('delivered_first', `${allDays.near_first}T00:00:00Z`)),
    delivered_last: new Date(at('delivered_last', `${allDays.near_first}T00:00:00Z`)),
  });
}
