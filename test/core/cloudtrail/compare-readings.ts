import { expect } from 'vitest';
import { ReferenceExtractor, type ReferenceReading } from '../../../bench/ingest/reference-extractor.ts';
import { parseDeliveryKey } from '../../../core/cloudtrail/delivery-key.ts';
import { createSubjectParser } from '../../../core/cloudtrail/exchange-columns.ts';
import type { CellValue } from '../../../core/cloudtrail/staged-columns.ts';
import type { Reading } from './read-delivery.ts';

type Cells = Readonly<Record<string, CellValue>>;

/** Reads a delivery the plain way, under the same name as `readDelivery`. */
export function readPlainly(json: string, key = 'delivery.json.gz'): ReferenceReading {
  const extractor = new ReferenceExtractor(createSubjectParser(new Map()));
  return extractor.read(json, { uri: `file:///${key}`, accountId: parseDeliveryKey(key).accountId });
}

/** Expects every cell, reject and count to be the same. Cells that the plain way does not name are null. */
export function expectSame(reading: Reading, plain: ReferenceReading): void {
  const rejects = reading.rejects.map(({ recordIndex, reason }) => ({ recordIndex, reason }));
  expect(rejects).toEqual(plain.rejects);
  expect(reading.counts.skippedKinds).toEqual(plain.skippedKinds);
  expect(reading.rows.map(comparable)).toEqual(
    plain.rows.map((row, i) => comparable({ ...empty(reading.rows[i]), ...row })),
  );
  expect(reading.counts.oddValues).toBe(plain.oddValues);
}

const empty = (row: Cells | undefined): Cells => Object.fromEntries(Object.keys(row ?? {}).map((name) => [name, null]));

/** Payloads are compared as values, since the plain way writes them anew; what staging adds is left out. */
function comparable({ batch_id, ingested_at, ...row }: Cells): Cells {
  const id = String(row['event_id']);
  return {
    ...row,
    event_id: id.startsWith('record:') || id === 'null' ? 'none' : id,
    request_parameters: rewrite(row['request_parameters']),
    response_elements: rewrite(row['response_elements']),
  };
}

const rewrite = (text: CellValue | undefined): string | null =>
  typeof text === 'string' ? JSON.stringify(JSON.parse(text)) : null;
