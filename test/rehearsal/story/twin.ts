import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { openDuckDbLake } from '../../../adapters/duckdb/lake.ts';
import { createFilesObjectStore } from '../../../adapters/files/object-store.ts';
import { createS3ObjectStore } from '../../../adapters/s3/object-store.ts';
import { parseDeliveryKey } from '../../../core/cloudtrail/delivery-key.ts';
import { planBatches } from '../../../core/cloudtrail/plan-batches.ts';
import { attribute } from '../../../jobs/attribute.ts';
import { ingestBatch } from '../../../jobs/ingest-batch.ts';
import type { QueryEngine, SqlLibrary, StoredObject } from '../../../jobs/ports.ts';

/** A lake on this machine that reads the same bucket by the command line's way, for comparison. */
export interface Twin {
  readonly engine: QueryEngine;
  /** Reads every delivery of the bucket that it has not read. */
  catchUp(): Promise<void>;
  /** From now on these do not exist: nobody can read them. */
  forget(keys: readonly string[]): void;
  close(): void;
}

/** Opens it empty, in a folder. `prefix` is where deliveries lie in the bucket. */
export async function openTwin(options: {
  readonly folder: string;
  readonly client: S3Client;
  readonly bucket: string;
  readonly prefix: string;
  readonly sql: SqlLibrary;
}): Promise<Twin> {
  const { folder, client, bucket, prefix, sql } = options;
  mkdirSync(folder, { recursive: true });
  const lake = await openDuckDbLake({
    directory: folder,
    prelude: readFileSync('sql/engines/duckdb.sql', 'utf8'),
    access: 'create',
  });
  // The whole bucket, as the function reads it: what a delivery is called must be the same.
  const source = createS3ObjectStore({ client, bucket, prefix: '' });
  const staged = createFilesObjectStore(join(folder, 'staged'));
  const known = new Set<string>();
  let slots = 0;
  return {
    engine: lake.engine,
    forget: (keys) => {
      for (const key of keys) known.add(key);
    },
    catchUp: async () => {
      const objects: StoredObject[] = [];
      for await (const object of source.list(prefix)) {
        if (known.has(object.key) || parseDeliveryKey(object.key).kind !== 'events') continue;
        known.add(object.key);
        objects.push(object);
      }
      if (objects.length === 0) return;
      slots += 1;
      const slot = `slot-${String(slots).padStart(4, '0')}`;
      for (const batch of planBatches(objects))
        await ingestBatch({ objects: batch, source, staged, slot, ingestedAt: new Date(), families: new Map() });
      await lake.refreshStaged();
      await attribute({ engine: lake.engine, sql, window: { slotFirst: slot, slotLast: slot }, copies: 'same_day' });
    },
    close: () => lake.close(),
  };
}
