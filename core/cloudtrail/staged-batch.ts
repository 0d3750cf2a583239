import { createHash } from 'node:crypto';
import type { Table } from '../lake/column.ts';
import { stagedDeliveries, stagedEvents, stagedRejects } from '../lake/tables.ts';
import type { IssuerFamilies } from '../origin/issuer.ts';
import { parseDeliveryKey } from './delivery-key.ts';
import type { DeliveryCounts, DeliverySink } from './delivery-reader.ts';
import { createSubjectParser, type SubjectParser } from './exchange-columns.ts';
import type { IngestLimits } from './ingest-limits.ts';
import { type RowGroup, renderParquet } from './parquet-file.ts';
import type { Reject } from './reject-reasons.ts';
import { type CellValue, renderStagedColumns } from './staged-columns.ts';
import { StagedRows } from './staged-rows.ts';

/** Rows and JSON bytes of one Parquet file. Fewer, larger files cost readers less; memory grows with both. */
const fileRowsMax = 64 * 1024;
const fileJsonBytesMax = 128 * 1024 * 1024;
/** Rows of one row group: that many are in memory as cells at a time, which take more room than all that is gathered. */
const groupRowsMax = 16 * 1024;

/** An object of a batch, as its store tells of it. */
export interface BatchObject {
  readonly uri: string;
  readonly key: string;
  readonly sizeBytes: number;
  readonly version: string;
}

/** A staged file that waits to be written. */
export interface RenderedFile {
  readonly key: string;
  readonly bytes: Uint8Array;
}

interface BatchOptions {
  readonly objects: readonly BatchObject[];
  readonly slot: string;
  readonly ingestedAt: Date;
  readonly families: IssuerFamilies;
  readonly limits: IngestLimits;
}

/**
 * Names a batch by its slot and what it reads: the same objects give the same files, so that a retry overwrites its own. In
 * another slot they are another batch, so that a settling of both takes each row from one of them.
 */
export function batchIdOf(
  objects: readonly { readonly uri: string; readonly version: string }[],
  slot: string,
): string {
  const lines = [slot, ...objects.map(({ uri, version }) => JSON.stringify([uri, version])).sort()];
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 32);
}

/**
 * Gathers what the objects of one batch come to, and renders it as staged Parquet files.
 * **shape**: `takeFiles` gives files in the order in which they must be written: the deliveries, which make the batch count, last.
 */
export class StagedBatch implements DeliverySink {
  readonly batchId: string;
  readonly #options: BatchOptions;
  readonly #parseSubject: SubjectParser;
  readonly #deliveries: Readonly<Record<string, CellValue>>[] = [];
  readonly #files: RenderedFile[] = [];
  #rows: StagedRows;
  #rejects: Readonly<Record<string, CellValue>>[] = [];
  #object: BatchObject | null = null;
  #eventFiles = 0;
  #rejectFiles = 0;

  constructor(options: BatchOptions) {
    this.#options = options;
    this.batchId = batchIdOf(options.objects, options.slot);
    this.#parseSubject = createSubjectParser(options.families);
    this.#rows = this.#newRows();
  }

  /** Says whose records and rejects come next. */
  begin(object: BatchObject): void {
    this.#object = object;
  }

  rows(): StagedRows {
    return this.#rows;
  }

  makeRoom(): void {
    const rows = this.#rows;
    if (rows.count === 0) return;
    const key = `${this.#folder(stagedEvents.name)}/${this.batchId}-${this.#eventFiles}.parquet`;
    this.#files.push({ key, bytes: renderParquet(stagedEvents, this.#groupRows(rows)) });
    this.#eventFiles += 1;
    this.#rows = this.#newRows();
  }

  reject(reject: Reject): void {
    this.#rejects.push({
      source_object: this.#object?.uri ?? null,
      record_index: reject.recordIndex,
      byte_offset: BigInt(reject.byteOffset),
      reason: reject.reason,
      detail: reject.detail,
      event_id: reject.eventId,
      excerpt: reject.excerpt,
      ...this.#stagingCells(),
    });
    if (this.#rejects.length >= fileRowsMax) this.#renderRejects();
  }

  /** Closes the object that was begun. */
  end(counts: DeliveryCounts): void {
    const object = this.#object;
    if (object === null) throw new Error('No object was begun');
    const { accountId, region, organizationId, deliveredAt } = parseDeliveryKey(object.key);
    this.#deliveries.push({
      source_object: object.uri,
      source_version: object.version,
      account_id: accountId,
      region,
      organization_id: organizationId,
      delivered_at: deliveredAt === null ? null : microsOfDate(deliveredAt),
      compressed_bytes: BigInt(object.sizeBytes),
      json_bytes: BigInt(counts.jsonBytes),
      records_read: BigInt(counts.recordsRead),
      rows_staged: BigInt(counts.rows),
      rejects: BigInt(counts.rejects),
      skipped: BigInt(counts.skipped),
      odd_values: BigInt(counts.oddValues),
      skipped_kinds: JSON.stringify(counts.skippedKinds),
      digest_verdict: null,
      ...this.#stagingCells(),
    });
    this.#object = null;
  }

  /** Renders all that is left, when every object has been read. */
  finish(): void {
    this.makeRoom();
    this.#renderRejects();
    const key = `${this.#folder(stagedDeliveries.name)}/${this.batchId}.parquet`;
    this.#files.push({ key, bytes: renderParquet(stagedDeliveries, [toGroup(this.#deliveries, stagedDeliveries)]) });
  }

  /** The files that are ready, each given once. */
  takeFiles(): RenderedFile[] {
    return this.#files.splice(0);
  }

  *#groupRows(rows: StagedRows): Generator<RowGroup> {
    const { ingestedAt } = this.#options;
    for (let from = 0; from < rows.count; from += groupRowsMax) {
      const to = Math.min(from + groupRowsMax, rows.count);
      yield { cells: renderStagedColumns(rows, { batchId: this.batchId, ingestedAt, from, to }), rowCount: to - from };
    }
  }

  #renderRejects(): void {
    if (this.#rejects.length === 0) return;
    const name = this.#rejectFiles === 0 ? this.batchId : `${this.batchId}-${this.#rejectFiles}`;
    const key = `${this.#folder(stagedRejects.name)}/${name}.parquet`;
    this.#files.push({ key, bytes: renderParquet(stagedRejects, [toGroup(this.#rejects, stagedRejects)]) });
    this.#rejectFiles += 1;
    this.#rejects = [];
  }

  #newRows(): StagedRows {
    const { limits } = this.#options;
    const parseSubject = this.#parseSubject;
    return new StagedRows({ rowsMax: fileRowsMax, jsonBytesMax: fileJsonBytesMax, limits, parseSubject });
  }

  #folder(table: string): string {
    return `${table}/slot=${this.#options.slot}`;
  }

  #stagingCells(): Readonly<Record<string, CellValue>> {
    return { ingested_at: microsOfDate(this.#options.ingestedAt), batch_id: this.batchId };
  }
}

const microsOfDate = (at: Date): bigint => BigInt(at.getTime()) * 1000n;

const toGroup = (rows: readonly Readonly<Record<string, CellValue>>[], table: Table): RowGroup => ({
  cells: new Map(table.columns.map(({ name }) => [name, rows.map((row) => row[name] ?? null)])),
  rowCount: rows.length,
});
