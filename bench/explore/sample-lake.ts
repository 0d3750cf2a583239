import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openDuckDbLake } from '../../adapters/duckdb/lake.ts';
import { createFilesObjectStore } from '../../adapters/files/object-store.ts';
import { createSqlLibrary } from '../../adapters/files/sql-library.ts';
import { planBatches } from '../../core/cloudtrail/plan-batches.ts';
import { parsePolicy } from '../../core/policy/parse-policy.ts';
import { attribute } from '../../jobs/attribute.ts';
import { detectByPolicy } from '../../jobs/detect-by-policy.ts';
import { ingestBatch } from '../../jobs/ingest-batch.ts';
import type { QueryEngine, SqlLibrary, StoredObject } from '../../jobs/ports.ts';
import { deliveryBytes, demoOptions, generateOrganisation } from '../organisation/generate-organisation.ts';
import { policyText } from '../organisation/policy-text.ts';
import { rareDeliveries } from './rare-records.ts';

/** The day after the demo's story in the documents: it is fixed, so that they do not change with the calendar. */
export const sampleEndAt = new Date('2026-11-23T00:00:00Z');

/** The newest day of that story. */
export const sampleNewestOn = '2026-11-22';

/** A lake from which the documents take their answers. */
export interface SampleLake {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
  close(): void;
}

/**
 * The demo's organisation and a few rare records, read, attributed and judged below a folder.
 * **shape**: the same rows every time, whatever the machine.
 */
export async function makeSampleLake(folder: string): Promise<SampleLake> {
  const options = demoOptions(sampleEndAt);
  const organisation = generateOrganisation(options);
  for (const delivery of [...organisation.deliveries, ...rareDeliveries(options.seed, sampleEndAt)]) {
    const file = join(folder, 'source', delivery.key);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, deliveryBytes(delivery));
  }
  const { policy } = parsePolicy(policyText(organisation, sampleEndAt), {
    fileName: 'subtrail.yaml',
    today: sampleEndAt,
  });
  const source = createFilesObjectStore(join(folder, 'source'));
  const staged = createFilesObjectStore(join(folder, 'lake', 'staged'));
  const objects: StoredObject[] = [];
  for await (const object of source.list('AWSLogs')) if (/\/CloudTrail\//.test(object.key)) objects.push(object);
  const slot = 'sample';
  for (const batch of planBatches(objects))
    await ingestBatch({ objects: batch, source, staged, slot, ingestedAt: sampleEndAt, families: new Map() });
  const prelude = readFileSync(join('sql', 'engines', 'duckdb.sql'), 'utf8');
  const lake = await openDuckDbLake({ directory: join(folder, 'lake'), prelude, access: 'create' });
  await lake.refreshStaged();
  const sql = createSqlLibrary('sql');
  const { engine } = lake;
  await attribute({ engine, sql, window: { slotFirst: slot, slotLast: slot } });
  const windowStartAt = new Date(sampleEndAt.getTime() - options.weeks * 7 * 86_400_000);
  await detectByPolicy({ engine, sql, policy, windowStartAt, windowEndAt: sampleEndAt });
  return { engine, sql, close: () => lake.close() };
}
