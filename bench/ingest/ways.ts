import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { DeliveryReader } from '../../core/cloudtrail/delivery-reader.ts';
import { createSubjectParser } from '../../core/cloudtrail/exchange-columns.ts';
import { inflate } from '../../core/cloudtrail/inflate.ts';
import { ingestLimits } from '../../core/cloudtrail/ingest-limits.ts';
import { StagedRows } from '../../core/cloudtrail/staged-rows.ts';
import { ingestBatch } from '../../jobs/ingest-batch.ts';
import type { ObjectStore, StoredObject } from '../../jobs/ports.ts';
import type { Delivery } from './generate-deliveries.ts';
import { ReferenceExtractor } from './reference-extractor.ts';

/** One way to read deliveries. Resolves to the number of records it saw, so that all can be held against each other. */
export interface Way {
  readonly name: string;
  readonly run: (deliveries: readonly Delivery[]) => Promise<number>;
}

const noFamilies = new Map<string, string>();
/** As much as a file of staged rows takes, so that no way keeps all rows at once. */
const rowsMax = 64 * 1024;

/** The buffer is as large as what comes out: Node's default would make every way three times slower alike. */
const gunzip = ({ bytes, jsonBytes }: Delivery): Buffer => gunzipSync(bytes, { chunkSize: jsonBytes + 64 });

const countRecords = (json: string): number => {
  const document: { readonly Records: readonly unknown[] } = JSON.parse(json);
  return document.Records.length;
};

/** From the least that any reader must do to everything that ours does. */
export const ways: readonly Way[] = [
  {
    name: 'gunzip alone',
    run: async (deliveries) =>
      deliveries.reduce((sum, delivery) => sum + (gunzip(delivery).length > 0 ? delivery.records : 0), 0),
  },
  {
    name: 'gunzip + JSON.parse',
    run: async (deliveries) =>
      deliveries.reduce((sum, delivery) => sum + countRecords(gunzip(delivery).toString('utf8')), 0),
  },
  {
    name: 'gunzip + JSON.parse + extract',
    run: async (deliveries) => {
      const extractor = new ReferenceExtractor(createSubjectParser(noFamilies));
      let records = 0;
      for (const delivery of deliveries) {
        const { rows } = extractor.read(gunzip(delivery).toString('utf8'), { uri: delivery.key, accountId: null });
        records += rows.length;
      }
      return records;
    },
  },
  { name: 'subtrail scan', run: scan },
  {
    name: 'subtrail ingest, with Parquet',
    run: async (deliveries) => {
      const store = memoryStore(deliveries);
      const counts = await ingestBatch({
        objects: store.objects,
        source: store,
        staged: store,
        slot: 'bench',
        ingestedAt: new Date(0),
        families: noFamilies,
      });
      return counts.rows;
    },
  },
];

async function scan(deliveries: readonly Delivery[]): Promise<number> {
  const parseSubject = createSubjectParser(noFamilies);
  const newRows = () =>
    new StagedRows({ rowsMax, jsonBytesMax: Number.MAX_SAFE_INTEGER, limits: ingestLimits, parseSubject });
  let rows = newRows();
  let records = 0;
  const sink = {
    rows: () => rows,
    makeRoom: () => {
      rows = newRows();
    },
    reject: () => undefined,
  };
  for (const { key, bytes } of deliveries) {
    const reader = new DeliveryReader({ uri: key, key }, sink, ingestLimits);
    const { inflatedBytesMax } = ingestLimits;
    const outcome = await inflate(Readable.from([bytes]), {
      inflatedBytesMax,
      take: (inflated) => reader.push(inflated),
      pause: async () => undefined,
    });
    records += reader.end(outcome).rows;
  }
  return records;
}

function memoryStore(deliveries: readonly Delivery[]): ObjectStore & { readonly objects: readonly StoredObject[] } {
  const byKey = new Map(deliveries.map((delivery) => [delivery.key, delivery]));
  return {
    objects: deliveries.map(({ key, bytes }) => ({ uri: `bench:${key}`, key, sizeBytes: bytes.length, version: '1' })),
    list: async function* () {},
    read: async (key) => Readable.from([byKey.get(key)?.bytes ?? Buffer.alloc(0)]),
    write: async () => undefined,
    remove: async () => undefined,
  };
}
