import { gunzipSync } from 'node:zlib';
import { GzipStream, isGzip } from './gzip-stream.ts';
import type { ObjectFault } from './records-reader.ts';

/** Compressed bytes that are inflated in one go: most deliveries are smaller, and a stream for each would cost more than all else. */
const wholeBytesMax = 1024 * 1024;
/** Inflated bytes of the same; beyond it the object is inflated block by block, whatever its size. */
const wholeInflatedBytesMax = 64 * 1024 * 1024;
/** Bytes that a stream is cut into, so that what a damaged one gives does not depend on how the network cut it. */
const blockBytes = 64 * 1024;

/** What became of an object's bytes. `fault`: why they end before the object does. */
export interface InflateOutcome {
  readonly isGzip: boolean;
  readonly fault: ObjectFault | null;
}

/** `take` gets the inflated bytes in order; `pause` is waited for now and then, between two calls of it. */
export interface InflateOptions {
  readonly inflatedBytesMax: number;
  readonly take: (bytes: Uint8Array) => void;
  readonly pause: () => Promise<void>;
}

/**
 * Inflates an object by what its bytes are, not by its name. What is not gzip is handed on as it is.
 * **errors**: those of `source`. Damaged bytes are an outcome, and what came before the damage has been handed on.
 */
export async function inflate(source: AsyncIterable<Uint8Array>, options: InflateOptions): Promise<InflateOutcome> {
  const output = new BoundedOutput(options);
  let gzip: GzipStream | null = null;
  let isFirst = true;
  try {
    for await (const piece of cutIntoPieces(source)) {
      const isPacked = isFirst && isGzip(piece);
      if (isPacked && piece.length < wholeBytesMax && inflateWhole(piece, output)) return { isGzip: true, fault: null };
      if (isPacked) gzip = new GzipStream((bytes) => output.take(bytes));
      isFirst = false;
      for (let at = 0; at < piece.length; at += blockBytes) {
        const block = piece.subarray(at, at + blockBytes);
        const reason = gzip === null ? output.take(block) : await gzip.write(block);
        if (output.isExceeded) return { isGzip: gzip !== null, fault: output.fault };
        if (reason) return { isGzip: true, fault: { reason, detail: null } };
        await options.pause();
      }
    }
    const reason = gzip === null ? null : await gzip.end();
    return { isGzip: gzip !== null, fault: reason === null ? null : { reason, detail: null } };
  } finally {
    gzip?.destroy();
  }
}

/** Pieces of exactly `wholeBytesMax` bytes, but for the last: an object that is smaller is one piece. */
async function* cutIntoPieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    let rest = chunk;
    while (size + rest.length >= wholeBytesMax) {
      const count = wholeBytesMax - size;
      yield Buffer.concat([...held, rest.subarray(0, count)]);
      rest = rest.subarray(count);
      held = [];
      size = 0;
    }
    if (rest.length > 0) held.push(rest);
    size += rest.length;
  }
  if (size > 0) yield Buffer.concat(held);
}

/** Whether a complete and intact stream was inflated. If not, nothing was handed on. */
function inflateWhole(bytes: Buffer, output: BoundedOutput): boolean {
  // The stream's last bytes say how much comes out. They may lie, so they only choose the size of a buffer within bounds.
  const claimed = bytes.length >= 4 ? bytes.readUInt32LE(bytes.length - 4) : 0;
  const chunkSize = Math.min(Math.max(claimed + 64, 1024), 16 * 1024 * 1024);
  const maxOutputLength = Math.min(wholeInflatedBytesMax, output.inflatedBytesMax);
  try {
    // With `info` Node returns an object, which its types do not know.
    const inflated = gunzipSync(bytes, { chunkSize, maxOutputLength, info: true }) as unknown as {
      readonly buffer: Buffer;
      readonly engine: { readonly bytesWritten: number };
    };
    if (inflated.engine.bytesWritten !== bytes.length) return false;
    output.take(inflated.buffer);
    return true;
  } catch {
    return false; // damaged or large: block by block it gives what there is
  }
}

/** Hands bytes on until there are too many. */
class BoundedOutput {
  isExceeded = false;
  readonly inflatedBytesMax: number;
  readonly #take: (bytes: Uint8Array) => void;
  #count = 0;

  constructor({ inflatedBytesMax, take }: InflateOptions) {
    this.inflatedBytesMax = inflatedBytesMax;
    this.#take = take;
  }

  get fault(): ObjectFault {
    return { reason: 'inflated_too_large', detail: `more than ${this.inflatedBytesMax} bytes` };
  }

  take(bytes: Uint8Array): null {
    const room = this.inflatedBytesMax - this.#count;
    this.isExceeded ||= bytes.length > room;
    const taken = bytes.length > room ? bytes.subarray(0, room) : bytes;
    this.#count += taken.length;
    if (taken.length > 0) this.#take(taken);
    return null;
  }
}
