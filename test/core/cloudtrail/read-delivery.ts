import { type DeliveryCounts, DeliveryReader } from '../../../core/cloudtrail/delivery-reader.ts';
import { createSubjectParser } from '../../../core/cloudtrail/exchange-columns.ts';
import type { InflateOutcome } from '../../../core/cloudtrail/inflate.ts';
import { type IngestLimits, ingestLimits } from '../../../core/cloudtrail/ingest-limits.ts';
import type { Reject } from '../../../core/cloudtrail/reject-reasons.ts';
import { type CellValue, renderStagedColumns } from '../../../core/cloudtrail/staged-columns.ts';
import { StagedRows } from '../../../core/cloudtrail/staged-rows.ts';

/** All that reading some JSON bytes came to. */
export interface Reading {
  readonly rows: readonly Readonly<Record<string, CellValue>>[];
  readonly rejects: readonly Reject[];
  readonly counts: DeliveryCounts;
}

const intact: InflateOutcome = { isGzip: true, fault: null };

/** Reads the bytes of one object, cut into pieces of `chunkBytes`, into rows as objects. */
export function readDelivery(
  json: Uint8Array | string,
  options: {
    readonly chunkBytes?: number;
    readonly limits?: Partial<IngestLimits>;
    readonly key?: string;
    readonly outcome?: InflateOutcome;
  } = {},
): Reading {
  const bytes = Buffer.from(json);
  const { chunkBytes = Math.max(bytes.length, 1), key = 'delivery.json.gz', outcome = intact } = options;
  const limits = { ...ingestLimits, ...options.limits };
  const rows = new StagedRows({
    rowsMax: 100_000,
    jsonBytesMax: Number.MAX_SAFE_INTEGER,
    limits,
    parseSubject: createSubjectParser(new Map()),
  });
  const rejects: Reject[] = [];
  const sink = { rows: () => rows, makeRoom: () => undefined, reject: (reject: Reject) => rejects.push(reject) };
  const reader = new DeliveryReader({ uri: `file:///${key}`, key }, sink, limits);
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const piece = Buffer.from(bytes.subarray(at, at + chunkBytes));
    reader.push(piece);
    piece.fill(0x7e); // whoever keeps a view of it is found out
  }
  const counts = reader.end(outcome);
  const columns = renderStagedColumns(rows, { batchId: 'batch', ingestedAt: new Date(0), from: 0, to: rows.count });
  return {
    rows: Array.from({ length: rows.count }, (_, row) =>
      Object.fromEntries([...columns].map(([name, cells]) => [name, cells[row] ?? null])),
    ),
    rejects,
    counts,
  };
}
