import { groupBy } from '../group-by.ts';
import { addDays } from './iso-week.ts';
import { cutList, type ReportInventory, reportRowsMax } from './report.ts';
import type { DormantKey } from './report-rows.ts';

/** An active key of the credential report. `unnamedAt`: the user's last call in the trail by a key that no event names. */
export interface InventoryKey {
  readonly userArn: string;
  readonly slot: number;
  readonly rotatedAt: string | null;
  readonly lastUsedAt: string | null;
  readonly lastUsedService: string | null;
  readonly reportedAt: string;
  readonly unnamedAt: string | null;
}

/** A key that the trail saw in use, whose it was, and when it was used last. */
export interface SeenKey {
  readonly principal: string | null;
  readonly lastEventAt: string;
}

/**
 * What the credential reports said, and which of their keys nobody uses. Of several reports the oldest counts for their time.
 * **shape**: `rows` hold the reports themselves, too, under slot 0.
 */
export function describeInventory(
  rows: readonly InventoryKey[],
  days: { readonly seen: readonly SeenKey[]; readonly weekEndOn: string; readonly readyAfterDays: number },
): ReportInventory {
  const keys = rows.filter(({ slot }) => slot > 0);
  return {
    importedAt: rows.map(({ reportedAt }) => reportedAt).sort()[0] ?? null,
    users: new Set(keys.map(({ userArn }) => userArn)).size,
    activeKeys: keys.length,
    dormant: cutList(findDormantKeys(keys, days), reportRowsMax.dormant),
  };
}

/**
 * The keys that nobody uses: active, and not used for so many days as far as AWS or the trail knows.
 * **shape**: the report names users and slots, the trail key ids: where a user has two active keys, a use in the trail is that of
 * the slot that AWS saw used last, unless the trail saw both.
 */
export function findDormantKeys(
  keys: readonly InventoryKey[],
  options: { readonly seen: readonly SeenKey[]; readonly weekEndOn: string; readonly readyAfterDays: number },
): DormantKey[] {
  const quietSince = addDays(options.weekEndOn, -options.readyAfterDays);
  const isRecent = (at: string | null): boolean => at !== null && at.slice(0, 10) >= quietSince;
  const byUser = groupBy(keys, ({ userArn }) => userArn);
  const seenByUser = groupBy(options.seen, ({ principal }) => principal ?? '');
  const isUsed = (key: InventoryKey): boolean => {
    const seen = seenByUser.get(key.userArn) ?? [];
    const isSeen = isRecent(key.unnamedAt) || seen.some(({ lastEventAt }) => isRecent(lastEventAt));
    return isRecent(key.lastUsedAt) || (isSeen && mayBeSeen(key, byUser.get(key.userArn) ?? [], seen.length));
  };
  return keys
    .filter((key) => !isUsed(key))
    .map(({ userArn: user, slot, rotatedAt, lastUsedAt, lastUsedService }) => ({
      user,
      slot,
      rotatedAt,
      lastUsedAt,
      lastUsedService,
    }));
}

/** Whether a use of the user's keys in the trail, which saw so many, may be one of this key. `keys` are all of the user. */
function mayBeSeen(key: InventoryKey, keys: readonly InventoryKey[], keysSeen: number): boolean {
  const others = keys.filter(({ slot }) => slot !== key.slot);
  if (others.length === 0 || keysSeen > others.length) return true;
  return !others.some(({ lastUsedAt }) => lastUsedAt !== null && lastUsedAt > (key.lastUsedAt ?? ''));
}

/** The last use that AWS knows of for each user, over all its keys: a key id cannot be told from another of its user. */
export function lastUseByUser(keys: readonly InventoryKey[]): ReadonlyMap<string, string> {
  const last = new Map<string, string>();
  for (const { userArn, lastUsedAt } of keys) {
    if (lastUsedAt !== null && lastUsedAt > (last.get(userArn) ?? '')) last.set(userArn, lastUsedAt);
  }
  return last;
}
