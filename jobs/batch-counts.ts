/** What a batch came to. **shape**: `recordsRead = rows + rejects + skipped`, checked before it is returned. */
export interface BatchCounts {
  readonly recordsRead: number;
  readonly rows: number;
  readonly rejects: number;
  readonly skipped: number;
  /** Objects that could not be read to their end. */
  readonly brokenObjects: number;
  readonly jsonBytes: number;
}

/** Of nothing. */
export const noCounts: BatchCounts = {
  recordsRead: 0,
  rows: 0,
  rejects: 0,
  skipped: 0,
  brokenObjects: 0,
  jsonBytes: 0,
};

/** Of both together. */
export const addCounts = (a: BatchCounts, b: BatchCounts): BatchCounts => ({
  recordsRead: a.recordsRead + b.recordsRead,
  rows: a.rows + b.rows,
  rejects: a.rejects + b.rejects,
  skipped: a.skipped + b.skipped,
  brokenObjects: a.brokenObjects + b.brokenObjects,
  jsonBytes: a.jsonBytes + b.jsonBytes,
});
