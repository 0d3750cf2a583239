import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createFilesObjectStore } from '../../adapters/files/object-store.ts';
import { planBatches } from '../../core/cloudtrail/plan-batches.ts';
import { ingestBatch } from '../../jobs/ingest-batch.ts';
import type { StoredObject } from '../../jobs/ports.ts';
import { deliveryBytes, demoOptions, generateOrganisation } from '../organisation/generate-organisation.ts';

/**
 * Stages a week of a small organisation, the pattern that larger lakes repeat.
 * **shape**: Parquet under `FOLDER/staged`; gives the number of its records.
 */
export async function stageBase(folder: string): Promise<number> {
  const { deliveries } = generateOrganisation({
    ...demoOptions(new Date('2026-01-12T00:00:00Z')),
    weeks: 1,
    duplicateShare: 0,
    hasOddities: false,
    hasRareSessions: true,
  });
  // The organisation's incidents lie weeks back; a run pays for the days between its first and its last event.
  const week = deliveries.filter(({ records }) =>
    records.every((record) => String(record['eventTime']) >= '2026-01-05'),
  );
  for (const delivery of week) {
    const file = join(folder, 'source', delivery.key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, deliveryBytes(delivery));
  }
  const source = createFilesObjectStore(join(folder, 'source'));
  const staged = createFilesObjectStore(join(folder, 'staged'));
  const objects: StoredObject[] = [];
  for await (const object of source.list('')) objects.push(object);
  for (const batch of planBatches(objects))
    await ingestBatch({ objects: batch, source, staged, slot: 'base', ingestedAt: new Date(0), families: new Map() });
  return week.reduce((sum, { records }) => sum + records.length, 0);
}
