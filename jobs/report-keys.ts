import type { z } from 'zod';
import { findDormantKeys, type InventoryKey, lastUseByUser } from '../core/compliance/inventory.ts';
import { cutKeys, keyStateOf } from '../core/compliance/key-state.ts';
import { type CutList, cutList, type ReportInventory, reportRowsMax } from '../core/compliance/report.ts';
import type { Counterpart, ReportKey } from '../core/compliance/report-rows.ts';
import { batchRows } from './batch-rows.ts';
import type { Parameters } from './ports.ts';
import { counterpartRow, keyRow } from './report-rows.ts';

/** Share of a key's actions that a role must do as well to be named beside it. */
const overlapMin = 0.5;

type KeyRow = z.output<typeof keyRow>;

/** Asks a question of `sql/` and reads its rows. */
export type Ask = <T>(name: string, row: z.ZodType<T>, parameters?: Parameters) => Promise<T[]>;

/** Keys with their state, and when each was used before the week and in it. Only those that are shown have counterparts. */
export async function askKeys(
  ask: Ask,
  window: { readonly window_start_on: string; readonly week_start_on: string; readonly window_end_on: string },
  days: { readonly weekEndOn: string; readonly readyAfterDays: number; readonly inventory: readonly InventoryKey[] },
): Promise<{ readonly keys: CutList<ReportKey>; readonly keysReady: number; readonly history: readonly KeyRow[] }> {
  const history = await ask('reports/long_lived_keys', keyRow, window);
  const lastUse = lastUseByUser(days.inventory);
  const all = history.map(({ lastBeforeAt: _before, firstWeekAt: _week, ...key }): ReportKey => {
    const inventoryUsedAt = lastUse.get(key.principal ?? '') ?? null;
    return { ...key, state: keyStateOf({ ...key, inventoryUsedAt }, days), counterpart: null, inventoryUsedAt };
  });
  const { rows, cut } = cutKeys(all, reportRowsMax.keys);
  const counterparts = await askCounterparts(ask, window, rows);
  return {
    keys: { rows: rows.map((key) => ({ ...key, counterpart: counterparts.get(key.keyId) ?? null })), cut },
    keysReady: all.filter(({ state }) => state === 'ready').length,
    history,
  };
}

/** The roles that do most of what these keys do, by key. */
async function askCounterparts(
  ask: Ask,
  { window_start_on, window_end_on }: { readonly window_start_on: string; readonly window_end_on: string },
  keys: readonly ReportKey[],
): Promise<ReadonlyMap<string, Counterpart>> {
  const found = new Map<string, Counterpart>();
  for (const rows of batchRows(keys.map(({ keyId }) => ({ key_id: keyId })))) {
    const parameters = { window_start_on, window_end_on, rows };
    for (const { keyId, ...rest } of await ask('reports/key_counterparts', counterpartRow, parameters))
      if (rest.overlap >= overlapMin) found.set(keyId, rest);
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
