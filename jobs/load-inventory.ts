import { parseCredentialReport } from '../core/compliance/credential-report.ts';
import { batchRows } from './batch-rows.ts';
import type { QueryEngine, SqlLibrary } from './ports.ts';

/** What was taken from a credential report. */
export interface LoadedInventory {
  readonly accountId: string;
  readonly activeKeys: number;
  readonly reportedAt: string;
}

/**
 * Puts the active keys of a credential report into the lake, in the place of what was known of its account.
 * **shape**: `givenAt` is taken for the time of a report that does not say its own.
 * **errors**: `wrong_use` for a text that is no credential report; `query_failed`. Safe to run again.
 */
export async function loadInventory(
  text: string,
  options: { readonly engine: QueryEngine; readonly sql: SqlLibrary; readonly givenAt: Date },
): Promise<LoadedInventory> {
  const { engine, sql, givenAt } = options;
  const { accountId, rootArn, generatedAt, keys } = parseCredentialReport(text);
  const reportedAt = generatedAt ?? givenAt.toISOString();
  const rows = [{ user_arn: rootArn, slot: 0 }, ...keys].map((row) => ({ ...row, reported_at: reportedAt }));
  await engine.atomically(async () => {
    await engine.execute(sql.get('inventory/clear_key_inventory'), { account_id: accountId });
    for (const batch of batchRows(rows))
      await engine.execute(sql.get('inventory/insert_key_inventory'), { rows: batch });
  });
  return { accountId, activeKeys: keys.length, reportedAt };
}
