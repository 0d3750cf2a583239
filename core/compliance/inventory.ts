import { addDays } from './iso-week.ts';
import type { DormantKey } from './report-rows.ts';

/** An active key of the credential report, and what the trail knows of its user's keys. */
export interface InventoryKey {
  readonly userArn: string;
  readonly slot: number;
  readonly rotatedAt: string | null;
  readonly lastUsedAt: string | null;
  readonly lastUsedService: string | null;
  readonly reportedAt: string;
  readonly seenAt: string | null;
  readonly keysSeen: number;
}

/**
 * The keys that nobody uses: active, and not used for so many days as far as AWS or the trail knows.
 * **shape**: the report names users and slots, the trail key ids: where a user has two active keys, a use in the trail is that of
 * the slot that AWS saw used last, unless the trail saw both.
 */
export function findDormantKeys(
  keys: readonly InventoryKey[],
  { weekEndOn, readyAfterDays }: { readonly weekEndOn: string; readonly readyAfterDays: number },
): DormantKey[] {
  const quietSince = addDays(weekEndOn, -readyAfterDays);
  const isRecent = (at: string | null): boolean => at !== null && at.slice(0, 10) >= quietSince;
  const byUser = new Map<string, InventoryKey[]>();
  for (const key of keys) byUser.set(key.userArn, [...(byUser.get(key.userArn) ?? []), key]);
  return keys
    .filter(
      (key) => !isRecent(key.lastUsedAt) && !(isRecent(key.seenAt) && mayBeSeen(key, byUser.get(key.userArn) ?? [])),
    )
    .map(({ userArn: user, slot, rotatedAt, lastUsedAt, lastUsedService }) => ({
      user,
      slot,
      rotatedAt,
      lastUsedAt,
      lastUsedService,
    }));
}

/** Whether a use of the user's keys in the trail may be one of this key. `keys` are all of the user. */
function mayBeSeen(key: InventoryKey, keys: readonly InventoryKey[]): boolean {
  const others = keys.filter(({ slot }) => slot !== key.slot);
  if (others.length === 0 || key.keysSeen > others.length) return true;
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
