import { addDays } from './iso-week.ts';
import type { CutList } from './report.ts';
import type { KeyState } from './report-rows.ts';

/** Days without use after which a key counts as ready to be deleted. */
export const readyAfterDaysDefault = 30;

/** When a key was last seen, in the trail and by AWS itself, where a credential report was given. */
export interface KeyUse {
  readonly weekCalls: number;
  readonly lastEventAt: string;
  readonly inventoryUsedAt: string | null;
}

/**
 * Whether a key is in use, quiet, or quiet for so long that it can go.
 * **shape**: `weekEndOn` is the day after the reported week. What the credential report saw counts as well: it knows of uses that
 * the trail does not show, such as reads of objects.
 */
export function keyStateOf(
  use: KeyUse,
  options: { readonly weekEndOn: string; readonly readyAfterDays: number },
): KeyState {
  if (use.weekCalls > 0) return 'in_use';
  const quietSince = addDays(options.weekEndOn, -options.readyAfterDays);
  const isQuiet = (at: string | null) => at === null || at.slice(0, 10) < quietSince;
  return isQuiet(use.lastEventAt) && isQuiet(use.inventoryUsedAt) ? 'ready' : 'quiet';
}

/** Rows of a cut list that are kept for keys that can go, whatever the busy ones: one in so many. */
const readyRowsOneIn = 4;

/**
 * The keys that are shown, in their order: the busiest, and among them some of those that are ready to be deleted, which are never
 * busy and would never be shown otherwise.
 */
export function cutKeys<T extends { readonly state: KeyState }>(keys: readonly T[], max: number): CutList<T> {
  const ready = keys.filter(({ state }) => state === 'ready').slice(0, Math.floor(max / readyRowsOneIn));
  const kept = new Set(ready);
  for (const key of keys) {
    if (kept.size >= max) break;
    kept.add(key);
  }
  return { rows: keys.filter((key) => kept.has(key)), cut: keys.length - kept.size };
}
