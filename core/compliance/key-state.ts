import { addDays } from './iso-week.ts';
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
