import { attribute } from './attribute.ts';
import type { ObjectStore, QueryEngine, SqlLibrary } from './ports.ts';
import { closedBefore, dropUnfinishedBatches, listStagedFiles, type StagedFile } from './staged-slots.ts';

/** Staged bytes that are settled in one go, so that a long queue of slots is worked off in portions that each come to an end. */
const portionBytesMax = 2 * 1024 ** 3;
const removalsAtOnce = 25;

/** What a run settled. `openSince`: the first slot that was left, null when all that is closed is settled. */
export interface SettleOutcome {
  readonly slots: number;
  readonly batches: number;
  readonly repairedCalls: number;
  readonly openSince: string | null;
}

/**
 * Settles every slot that is closed at a moment, oldest first, and removes its files once they are in the lake.
 * Killed at any moment, the next run does the rest.
 * **shape**: `asOf` is when the run was due, never the wall clock; `ingestSecondsMax` is how long a reading that began in a
 * slot may still write into it. `hasTime` is asked before each portion; `onOldest` is told of the oldest slot that waits.
 * **errors**: `query_failed`, `object_unreadable`; what was settled before stays so.
 */
export async function settleSlots(options: {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
  readonly staged: ObjectStore;
  readonly asOf: Date;
  readonly ingestSecondsMax: number;
  readonly hasTime: () => boolean;
  readonly onOldest?: (slot: string | null) => void;
}): Promise<SettleOutcome> {
  const { engine, sql, staged, hasTime } = options;
  const isClosed = closedBefore(options.asOf, options.ingestSecondsMax);
  const closed = (await listStagedFiles(staged)).filter(({ slot }) => isClosed(slot));
  const finished = await dropUnfinishedBatches(staged, closed);
  options.onOldest?.(finished.map(({ slot }) => slot).sort()[0] ?? null);
  const outcome = { slots: 0, batches: 0, repairedCalls: 0, openSince: null as string | null };
  for (const portion of planPortions(finished)) {
    if (!hasTime()) return { ...outcome, openSince: portion.slotFirst };
    const { repairedCalls } = await attribute({ engine, sql, window: portion, copies: 'same_day' });
    await removeAll(staged, portion.files);
    outcome.slots += new Set(portion.files.map(({ slot }) => slot)).size;
    outcome.batches += portion.files.filter(({ table }) => table === 'staged_deliveries').length;
    outcome.repairedCalls += repairedCalls;
  }
  return outcome;
}

interface Portion {
  readonly slotFirst: string;
  readonly slotLast: string;
  readonly files: readonly StagedFile[];
}

/** Slots in order, as many together as stay within the bound; one that is larger goes alone. */
export function planPortions(files: readonly StagedFile[], bytesMax = portionBytesMax): Portion[] {
  const bySlot = new Map<string, StagedFile[]>();
  for (const file of files) bySlot.set(file.slot, [...(bySlot.get(file.slot) ?? []), file]);
  const portions: { slotFirst: string; slotLast: string; files: StagedFile[]; bytes: number }[] = [];
  for (const slot of [...bySlot.keys()].sort()) {
    const found = bySlot.get(slot) ?? [];
    const bytes = found.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const last = portions.at(-1);
    if (last === undefined || last.bytes + bytes > bytesMax) {
      portions.push({ slotFirst: slot, slotLast: slot, files: found, bytes });
    } else {
      last.slotLast = slot;
      last.files.push(...found);
      last.bytes += bytes;
    }
  }
  return portions;
}

/** Removes files some at a time: a store far away answers many at once. Should it be cut short, the rest is settled again. */
async function removeAll(staged: ObjectStore, files: readonly StagedFile[]): Promise<void> {
  for (let from = 0; from < files.length; from += removalsAtOnce) {
    await Promise.all(files.slice(from, from + removalsAtOnce).map(({ key }) => staged.remove(key)));
  }
}
