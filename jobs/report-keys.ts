import type { z } from 'zod';
import { findDormantKeys, type InventoryKey, lastUseByUser } from '../core/compliance/inventory.ts';
import { cutKeys, keyStateOf } from '../core/compliance/key-state.ts';
import { type CutList, cutList, type ReportInventory, reportRowsMax } from '../core/compliance/report.ts';
import type { ReportKey } from '../core/compliance/report-rows.ts';
import { batchRows } from './batch-rows.ts';
import type { Parameters } from './ports.ts';
import { counterpartRow, keyDetailsRow, keyRow } from './report-rows.ts';

/** Share of a key's actions that a role must do as well to be named beside it. */
const overlapMin = 0.5;

type KeyRow = z.output<typeof keyRow>;

/** Asks a question of `sql/` and reads its rows. */
export type Ask = <T>(name: string, row: z.ZodType<T>, parameters?: Parameters) => Promise<T[]>;

/** Days of a report's window, UTC, the last one excluded, and the Monday of its week. */
type KeyWindow = {
  readonly window_start_on: string;
  readonly week_start_on: string;
  readonly window_end_on: string;
};

/** Keys with their state, and when each was used before the week and in it. Of what they did, only those that are shown are asked. */
export async function askKeys(
  ask: Ask,
  window: KeyWindow,
  days: { readonly weekEndOn: string; readonly readyAfterDays: number; readonly inventory: readonly InventoryKey[] },
): Promise<{ readonly keys: CutList<ReportKey>; readonly keysReady: number; readonly history: readonly KeyRow[] }> {
  const history = await ask('reports/long_lived_keys', keyRow, window);
  const lastUse = lastUseByUser(days.inventory);
  const all = history.map(({ lastBeforeAt: _before, firstWeekAt: _week, ...key }) => {
    const inventoryUsedAt = lastUse.get(key.principal ?? '') ?? null;
    return { ...key, state: keyStateOf({ ...key, inventoryUsedAt }, days), inventoryUsedAt };
  });
  const { rows, cut } = cutKeys(all, reportRowsMax.keys);
  const details = await askEach(ask, 'reports/key_details', keyDetailsRow, { window, keys: rows });
  const roles = await askEach(ask, 'reports/key_counterparts', counterpartRow, { window, keys: rows });
  return {
    keys: {
      rows: rows.map((key) => {
        const counterpart = roles.get(key.keyId);
        return {
          ...key,
          ...(details.get(key.keyId) ?? noDetails),
          counterpart: counterpart !== undefined && counterpart.overlap >= overlapMin ? counterpart : null,
        };
      }),
      cut,
    },
    keysReady: all.filter(({ state }) => state === 'ready').length,
    history,
  };
}

const noDetails = { roles: '', services: '', actions: '', addresses: '', agent: null, ciProduct: null };

/** What a question says of each of these keys, by key. */
async function askEach<T extends { readonly keyId: string }>(
  ask: Ask,
  name: string,
  row: z.ZodType<T>,
  options: { readonly window: KeyWindow; readonly keys: readonly { readonly keyId: string }[] },
): Promise<ReadonlyMap<string, Omit<T, 'keyId'>>> {
  const { window_start_on, window_end_on } = options.window;
  const found = new Map<string, Omit<T, 'keyId'>>();
  for (const rows of batchRows(options.keys.map(({ keyId }) => ({ key_id: keyId })))) {
    for (const { keyId, ...rest } of await ask(name, row, { window_start_on, window_end_on, rows }))
      found.set(keyId, rest);
  }
  return found;
}

/** What the credential reports said, and which of their keys nobody uses. Of several reports the oldest counts for their time. */
export function describeInventory(
  keys: readonly InventoryKey[],
  days: { readonly weekEndOn: string; readonly readyAfterDays: number },
): ReportInventory {
  return {
    importedAt: keys.map(({ reportedAt }) => reportedAt).sort()[0] ?? null,
    users: new Set(keys.map(({ userArn }) => userArn)).size,
    activeKeys: keys.length,
    dormant: cutList(findDormantKeys(keys, days), reportRowsMax.dormant),
  };
}
