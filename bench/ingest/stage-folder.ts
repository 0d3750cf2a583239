// Stages FOLDER/source into FOLDER/staged and prints the peak memory of the process in KiB.
import { join } from 'node:path';
import { createFilesObjectStore } from '../../adapters/files/object-store.ts';
import { planBatches } from '../../core/cloudtrail/plan-batches.ts';
import { ingestBatch } from '../../jobs/ingest-batch.ts';
import type { StoredObject } from '../../jobs/ports.ts';

const folder = process.argv[2] ?? '.';
const source = createFilesObjectStore(join(folder, 'source'));
const staged = createFilesObjectStore(join(folder, 'staged'));
const objects: StoredObject[] = [];
for await (const object of source.list('')) objects.push(object);
for (const batch of planBatches(objects)) {
  await ingestBatch({ objects: batch, source, staged, slot: 'bench', ingestedAt: new Date(0), families: new Map() });
}
console.log(process.resourceUsage().maxRSS);
