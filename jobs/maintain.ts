import type { SqlStatement } from '../core/lake/sql-statement.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import type { QueryEngine, SqlLibrary } from './ports.ts';

const dayMillis = 86_400_000;
/** Days that exchanges outlive the calls they explain: events are delivered up to a month late. */
const exchangeDaysMore = 31;

/** What a run did. `more`: upkeep that the engine wants to be asked for again, which the next run does. */
export interface MaintainOutcome {
  readonly removedBefore: string | null;
  readonly done: readonly string[];
  readonly more: readonly string[];
}

/**
 * Removes what is not kept any more, then runs the engine's own upkeep: compaction, and the expiry of old versions.
 * **shape**: `asOf` is when the run was due; `retentionDays` 0 keeps calls for ever; `upkeep` comes from the engine's adapter.
 * Upkeep that fails does not keep the rest from being done. Changes of trust and keys are kept for ever: they say how things stand.
 * **errors**: `query_failed` naming what could not be done; safe to run again.
 */
export async function maintain(options: {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
  readonly asOf: Date;
  readonly retentionDays: number;
  readonly upkeep: readonly SqlStatement[];
  readonly wantsMore: (error: unknown) => boolean;
}): Promise<MaintainOutcome> {
  const { engine, upkeep, retentionDays, wantsMore } = options;
  const removedBefore = retentionDays === 0 ? null : await removeOld(options);
  const done: string[] = [];
  const more: string[] = [];
  const failed: { readonly name: string; readonly error: unknown }[] = [];
  for (const statement of upkeep) {
    try {
      await engine.execute(statement);
      done.push(statement.name);
    } catch (error) {
      if (wantsMore(error)) more.push(statement.name);
      else failed.push({ name: statement.name, error });
    }
  }
  const [first] = failed;
  if (first !== undefined) {
    const names = failed.map(({ name }) => name).join(', ');
    throw new SubtrailError('query_failed', `Maintain: could not do ${names}`, { cause: first.error, retryable: true });
  }
  return { removedBefore, done, more };
}

/** Counts first: whatever was counted and not yet removed is counted the same by the next run of that day. */
async function removeOld(options: {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
  readonly asOf: Date;
  readonly retentionDays: number;
}): Promise<string> {
  const { engine, sql, asOf, retentionDays } = options;
  const dayBefore = (days: number) => new Date(asOf.getTime() - days * dayMillis).toISOString().slice(0, 10);
  const event_date_before = dayBefore(retentionDays);
  await engine.atomically(async () => {
    await engine.execute(sql.get('maintain/count_removals'), { event_date_before, removed_on: dayBefore(0) });
    await engine.execute(sql.get('maintain/remove_calls'), { event_date_before });
    await engine.execute(sql.get('maintain/remove_duplicates'), { event_date_before });
    await engine.execute(sql.get('maintain/remove_callers'), { event_date_before });
    const exchanges = { event_date_before: dayBefore(retentionDays + exchangeDaysMore) };
    await engine.execute(sql.get('maintain/remove_exchanges'), exchanges);
    await engine.execute(sql.get('maintain/remove_sessions'), exchanges);
  });
  return event_date_before;
}
