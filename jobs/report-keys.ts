import type { z } from 'zod';
import { describeInventory, lastUseByUser } from '../core/compliance/inventory.ts';
import { cutKeys, keyStateOf } from '../core/compliance/key-state.ts';
import { type CutList, type ReportInventory, reportRowsMax } from '../core/compliance/report.ts';
import type { ReportKey } from '../core/compliance/report-rows.ts';
import { askTogether } from './ask-together.ts';
import { batchRows } from './batch-rows.ts';
import type { Parameters } from './ports.ts';
import { counterpartRow, inventoryRow, keyDetailsRow, keyRow } from './report-rows.ts';

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

/** The keys of a report, how many of them can go, when each was used, and what credential reports say. */
interface KeyAnswers {
  readonly shown: CutList<ReportKey>;
  readonly ready: number;
  readonly history: readonly KeyRow[];
  readonly inventory: ReportInventory;
}

/** Keys with their state. Of what they did, only those that are shown are asked. */
export async function askKeys(
  ask: Ask,
  window: KeyWindow,
  days: { readonly weekEndOn: string; readonly readyAfterDays: number },
): Promise<KeyAnswers> {
  const { window_start_on, window_end_on } = window;
  const { history, inventory } = await askTogether({
    history: ask('reports/long_lived_keys', keyRow, window),
    inventory: ask('reports/inventory', inventoryRow, { window_start_on, window_end_on }),
  });
  const lastUse = lastUseByUser(inventory);
  const all = history.map(({ lastBeforeAt: _before, firstWeekAt: _week, ...key }) => {
    const inventoryUsedAt = lastUse.get(key.principal ?? '') ?? null;
    return { ...key, state: keyStateOf({ ...key, inventoryUsedAt }, days), inventoryUsedAt };
  });
  const { rows: keys, cut } = cutKeys(all, reportRowsMax.keys);
  const { details, roles } = await askTogether({
    details: askEach(ask, 'reports/key_details', keyDetailsRow, { window, keys }),
    roles: askEach(ask, 'reports/key_counterparts', counterpartRow, { window, keys }),
  });
  const rows = keys.map((key) => {
    const role = roles.get(key.keyId);
    const counterpart = role !== undefined && role.overlap >= overlapMin ? role : null;
    return { ...key, ...(details.get(key.keyId) ?? noDetails), counterpart };
  });
  return {
    shown: { rows, cut },
    ready: all.filter(({ state }) => state === 'ready').length,
    history,
    inventory: describeInventory(inventory, { ...days, seen: history }),
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
