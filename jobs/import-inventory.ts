import { credentialReportBytesMax } from '../core/compliance/credential-report.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import { type LoadedInventory, loadInventory } from './load-inventory.ts';
import type { ObjectStore, QueryEngine, SqlLibrary } from './ports.ts';

/** What was taken in, and which objects were not and why. */
export interface ImportedInventory {
  readonly loaded: readonly LoadedInventory[];
  readonly refused: readonly { readonly key: string; readonly reason: string }[];
}

/**
 * Takes in every credential report of a store, in the order of their keys: of two of one account the later stands.
 * **errors**: `query_failed`, `object_unreadable`; an object that is no credential report is part of the outcome.
 */
export async function importInventory(options: {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
  readonly store: ObjectStore;
  readonly givenAt: Date;
}): Promise<ImportedInventory> {
  const { store } = options;
  const loaded: LoadedInventory[] = [];
  const refused: { key: string; reason: string }[] = [];
  for await (const { key, sizeBytes } of store.list('')) {
    try {
      if (sizeBytes > credentialReportBytesMax)
        throw new SubtrailError('wrong_use', 'Read the credential report: it is larger than 16 MiB');
      loaded.push(await loadInventory(await readText(store, key), options));
    } catch (error) {
      if (!(error instanceof SubtrailError) || error.code !== 'wrong_use') throw error;
      refused.push({ key, reason: error.message });
    }
  }
  return { loaded, refused };
}

async function readText(store: ObjectStore, key: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await store.read(key)) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}
