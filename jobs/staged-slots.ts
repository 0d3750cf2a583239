import type { ObjectStore } from './ports.ts';

/** One staged Parquet file, read from its key: `staged_events/slot=20261123T190700Z/<batch id>-0.parquet`. */
export interface StagedFile {
  readonly key: string;
  readonly table: string;
  readonly slot: string;
  readonly batchId: string;
}

const stagedKey = /^(staged_[a-z]+)\/slot=([^/]+)\/([0-9a-f]{32})(?:-\d+)?\.parquet$/;

/** The slot in which a run stages its files. Slots sort as text in time order. */
export const slotOf = (at: Date): string => `${at.toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;

/** Every staged file below the store's root; anything else that lies there is left alone. */
export async function listStagedFiles(staged: ObjectStore): Promise<StagedFile[]> {
  const files: StagedFile[] = [];
  for await (const object of staged.list('staged_')) {
    const match = stagedKey.exec(object.key);
    const [, table, slot, batchId] = match ?? [];
    if (table !== undefined && slot !== undefined && batchId !== undefined) {
      files.push({ key: object.key, table, slot, batchId });
    }
  }
  return files;
}

/**
 * Removes what a killed run left behind: files of batches that never got their `staged_deliveries` file, the commit marker.
 * @returns the files of finished batches, which wait to be settled
 */
export async function dropUnfinishedBatches(staged: ObjectStore): Promise<StagedFile[]> {
  const files = await listStagedFiles(staged);
  const finished = new Set(files.filter((file) => file.table === 'staged_deliveries').map(batchOf));
  for (const file of files) if (!finished.has(batchOf(file))) await staged.remove(file.key);
  return files.filter((file) => finished.has(batchOf(file)));
}

const batchOf = (file: StagedFile): string => `${file.slot}/${file.batchId}`;
