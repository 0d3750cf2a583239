/** Bounds of what one object may cost. AWS bounds an event at 256 KB and a delivery at 50 MB of JSON: all have ample room. */
export interface IngestLimits {
  /** JSON bytes of one object; beyond it lies a decompression bomb. */
  readonly inflatedBytesMax: number;
  /** JSON bytes of one record. Memory follows it: twice this is the largest window. */
  readonly recordBytesMax: number;
  /** Brackets inside brackets, the record's own included. Deeper than AWS writes, far from the end of the call stack. */
  readonly depthMax: number;
  /** JSON bytes of one request or response that are kept as text. */
  readonly payloadBytesMax: number;
  /** JSON bytes looked at in one go, while they are in the processor's cache. Grows for a record that does not fit. */
  readonly windowBytes: number;
}

/** The bounds in use. Tests pass smaller ones. */
export const ingestLimits: IngestLimits = {
  inflatedBytesMax: 1024 ** 3,
  recordBytesMax: 8 * 1024 * 1024,
  depthMax: 128,
  payloadBytesMax: 256 * 1024,
  windowBytes: 256 * 1024,
};

/** Brackets inside brackets of a value that is passed over unread: one bit each, 128 KiB in all. */
export const skippedDepthMax = 1024 * 1024;

/** Characters of a broken record that are kept for whoever looks into it. */
export const excerptCharactersMax = 256;
