import type { ObjectStore } from './ports.ts';

/** One staged Parquet file, read from its key: `staged_events/slot=20261123T190700Z/<batch id>-0.parquet`. */
export interface StagedFile {
  readonly key: string;
  readonly table: string;
  readonly slot: string;
  readonly batchId: string;
  readonly sizeBytes: number;
}

const stagedKey = /^(staged_[a-z]+)\/slot=([^/]+)\/([0-9a-f]{32})(?:-\d+)?\.parquet$/;

/** The slot in which a run stages its files. Slots sort as text in time order. */
export const slotOf = (at: Date): string => `${at.toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;

/** Milliseconds of a slot that many readings share: a quarter of an hour. */
const quarterMillis = 15 * 60_000;
/** Allowance for hosts whose clocks differ. */
const clockSkewMillis = 60_000;

/** The slot that is open at a moment for all who read at the same time, as in AWS. */
export const quarterSlotOf = (at: Date): string =>
  slotOf(new Date(Math.floor(at.getTime() / quarterMillis) * quarterMillis));

/** When a slot began, in milliseconds. */
export const beginOf = (slot: string): number =>
  Date.parse(slot.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

/** Whether nobody writes into a slot any more at `asOf`, when a reading may take so many seconds. */
export const closedBefore =
  (asOf: Date, ingestSecondsMax: number) =>
  (slot: string): boolean =>
    beginOf(slot) + quarterMillis + ingestSecondsMax * 1000 + clockSkewMillis <= asOf.getTime();

/** Every staged file below the store's root; anything else that lies there is left alone. */
export async function listStagedFiles(staged: ObjectStore): Promise<StagedFile[]> {
  const files: StagedFile[] = [];
  for await (const object of staged.list('staged_')) {
    const match = stagedKey.exec(object.key);
    const [, table, slot, batchId] = match ?? [];
    if (table !== undefined && slot !== undefined && batchId !== undefined) {
      files.push({ key: object.key, table, slot, batchId, sizeBytes: object.sizeBytes });
    }
  }
  return files;
}

/**
 * Removes what a killed run left behind: files of batches that never got their `staged_deliveries` file, the commit marker.
 * **shape**: looks at the files given, else at all; none of them may still be in the making.
 * @returns the files of finished batches, which wait to be settled
 */
export async function dropUnfinishedBatches(staged: ObjectStore, among?: readonly StagedFile[]): Promise<StagedFile[]> {
  const files = among ?? (await listStagedFiles(staged));
  const finished = new Set(files.filter((file) => file.table === 'staged_deliveries').map(batchOf));
  for (const file of files) if (!finished.has(batchOf(file))) await staged.remove(file.key);
  return files.filter((file) => finished.has(batchOf(file)));
}

const batchOf = (file: StagedFile): string => `${file.slot}/${file.batchId}`;
