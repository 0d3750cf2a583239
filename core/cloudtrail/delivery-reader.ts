import { SubtrailError } from '../subtrail-error.ts';
import { parseDeliveryKey } from './delivery-key.ts';
import { renderExcerpt } from './excerpt.ts';
import { fieldId } from './field-table.ts';
import type { InflateOutcome } from './inflate.ts';
import type { IngestLimits } from './ingest-limits.ts';
import { type RecordSink, RecordsReader } from './records-reader.ts';
import type { Reject, RejectReason } from './reject-reasons.ts';
import { readText, type ScannedRecord } from './scanned-record.ts';
import type { RowSource, StagedRows } from './staged-rows.ts';

const eventIdField = fieldId('event_id');

/**
 * What one object came to.
 * **shape**: `recordsRead = rows + rejects + skipped`, where `rejects` are of records alone; `isBroken` says that the object as a
 * whole has a reject too. `skippedKinds` counts by kind, in the order of the alphabet.
 */
export interface DeliveryCounts {
  readonly recordsRead: number;
  readonly rows: number;
  readonly rejects: number;
  readonly skipped: number;
  readonly oddValues: number;
  readonly jsonBytes: number;
  readonly skippedKinds: Readonly<Record<string, number>>;
  readonly isBroken: boolean;
}

/** Where a delivery's rows and rejects go. */
export interface DeliverySink {
  /** The rows that are being gathered; asked again after `makeRoom`. */
  rows(): StagedRows;
  /** Called when the rows can take no more. */
  makeRoom(): void;
  reject(reject: Reject): void;
}

/** Reads the inflated bytes of one object into rows and rejects, and keeps its books. */
export class DeliveryReader implements RecordSink {
  readonly #sink: DeliverySink;
  readonly #source: RowSource;
  readonly #isNamedGzip: boolean;
  readonly #reader: RecordsReader;
  readonly #skippedKinds = new Map<string, number>();
  #objectReject: Reject | null = null;
  #rows = 0;
  #rejects = 0;
  #skipped = 0;
  #oddValues = 0;

  constructor(object: { readonly uri: string; readonly key: string }, sink: DeliverySink, limits: IngestLimits) {
    this.#sink = sink;
    this.#source = { uri: object.uri, accountId: parseDeliveryKey(object.key).accountId };
    this.#isNamedGzip = object.key.endsWith('.gz');
    this.#reader = new RecordsReader(this, limits);
  }

  /** Takes the next inflated bytes. */
  push(bytes: Uint8Array): void {
    this.#reader.push(bytes);
  }

  /** Reads what is left. **errors**: `count_mismatch` when the books do not balance: a mistake of ours. */
  end({ isGzip, fault }: InflateOutcome): DeliveryCounts {
    this.#reader.end(fault);
    const reject = this.#objectReject;
    if (reject !== null) {
      const isPlain = reject.reason === 'not_json' && this.#isNamedGzip && !isGzip;
      this.#sink.reject(isPlain ? { ...reject, reason: 'not_gzip' } : reject);
    }
    return this.#balance();
  }

  record(record: ScannedRecord): void {
    const rows = this.#sink.rows();
    const odd = rows.oddValues;
    const verdict = rows.add(record, this.#source);
    if (verdict.outcome === 'row') {
      this.#rows += 1;
      this.#oddValues += rows.oddValues - odd;
      if (rows.isFull) this.#sink.makeRoom();
    } else if (verdict.outcome === 'skipped') {
      this.#skipped += 1;
      this.#skippedKinds.set(verdict.kind, (this.#skippedKinds.get(verdict.kind) ?? 0) + 1);
    } else {
      this.reject(rejectRecord(record, verdict.reason));
    }
  }

  reject(reject: Reject): void {
    if (reject.recordIndex === null) {
      this.#objectReject = reject; // told at the end, when it is known whether the bytes were gzip
    } else {
      this.#rejects += 1;
      this.#sink.reject(reject);
    }
  }

  #balance(): DeliveryCounts {
    const { recordsRead, bytesRead } = this.#reader;
    const counted = this.#rows + this.#rejects + this.#skipped;
    if (recordsRead !== counted) {
      const details = { recordsRead, rows: this.#rows, rejects: this.#rejects, skipped: this.#skipped };
      const text = `Read "${this.#source.uri}": ${recordsRead} records, but ${counted} rows, rejects and skipped`;
      throw new SubtrailError('count_mismatch', text, { details });
    }
    return {
      recordsRead,
      rows: this.#rows,
      rejects: this.#rejects,
      skipped: this.#skipped,
      oddValues: this.#oddValues,
      jsonBytes: bytesRead,
      skippedKinds: Object.fromEntries([...this.#skippedKinds].sort(([a], [b]) => (a < b ? -1 : 1))),
      isBroken: this.#objectReject !== null,
    };
  }
}

const rejectRecord = (record: ScannedRecord, reason: RejectReason): Reject => ({
  recordIndex: record.index,
  byteOffset: record.byteOffset,
  reason,
  detail: null,
  eventId: readText(record.scanner, record.bytes, eventIdField) || null,
  excerpt: renderExcerpt(record.bytes, record.start, record.end),
});
