import { once } from 'node:events';
import { constants, crc32, createInflateRaw, type InflateRaw } from 'node:zlib';

/** How reading a gzip stream ended before its bytes did, or without its end. */
export type GzipFault = 'truncated_gzip' | 'corrupt_gzip' | 'trailing_garbage';

/** A megabyte at a time: Node's default of 16 KiB makes a stream three times slower. */
const outputBytes = 1024 * 1024;
/** Name, comment and extra field of a member together; a file name is a few dozen bytes. */
const headerBytesMax = 128 * 1024;
const trailerBytes = 8;

/**
 * Inflates gzip that comes in pieces, and tells exactly where the stream ends.
 * `node:zlib` cannot be asked for that: it takes bytes behind the end for another member, and drops what it has
 * inflated together with the error. So members are told apart here and only their deflated bodies are left to it.
 * **shape**: members one after the other are one stream. What was inflated before a fault has been given to `take`.
 * **source**: RFC 1952.
 */
export class GzipStream {
  readonly #take: (bytes: Uint8Array) => void;
  #held: Buffer = Buffer.alloc(0); // bytes of a header or trailer that is not complete
  #body: InflateRaw | null = null;
  #fault: GzipFault | null = null;
  #checksum = 0;
  #size = 0;
  #isBehindMember = false; // the last member was complete
  #isTrailer = false;

  constructor(take: (bytes: Uint8Array) => void) {
    this.#take = take;
  }

  /** Inflates the next bytes. Returns the fault that ends the stream, if there is one: nothing more may be written then. */
  async write(block: Buffer): Promise<GzipFault | null> {
    let rest = block;
    while (rest.length > 0 && this.#fault === null) {
      if (this.#body !== null) {
        rest = await this.#writeBody(this.#body, rest);
      } else {
        const held = this.#held.length === 0 ? rest : Buffer.concat([this.#held, rest]);
        this.#held = Buffer.alloc(0);
        rest = this.#isTrailer ? this.#readTrailer(held) : this.#readHeader(held);
      }
    }
    return this.#fault;
  }

  /** Says that there are no more bytes. */
  async end(): Promise<GzipFault | null> {
    if (this.#fault !== null) return this.#fault;
    if (this.#body !== null) await this.#closeBody(this.#body);
    const isComplete = this.#isBehindMember && this.#body === null && !this.#isTrailer;
    if (isComplete) return this.#held.length === 0 ? null : 'trailing_garbage';
    return this.#fault ?? 'truncated_gzip';
  }

  /** Gives up. */
  destroy(): void {
    this.#body?.destroy();
  }

  #readHeader(bytes: Buffer): Buffer {
    const end = gzipHeaderEnd(bytes);
    if (end > 0) {
      this.#isBehindMember = false;
      this.#openBody();
      return bytes.subarray(end);
    }
    if (end < 0 || bytes.length > headerBytesMax)
      this.#fault = this.#isBehindMember ? 'trailing_garbage' : 'corrupt_gzip';
    this.#held = bytes;
    return Buffer.alloc(0);
  }

  #readTrailer(bytes: Buffer): Buffer {
    if (bytes.length < trailerBytes) {
      this.#held = bytes;
      return Buffer.alloc(0);
    }
    const isIntact = bytes.readUInt32LE(0) === this.#checksum && bytes.readUInt32LE(4) === this.#size >>> 0;
    if (!isIntact) this.#fault = 'corrupt_gzip';
    this.#isTrailer = false;
    this.#isBehindMember = true;
    return bytes.subarray(trailerBytes);
  }

  #openBody(): void {
    this.#checksum = 0;
    this.#size = 0;
    // With this flush, bytes that break off are no error: what they held is given out first.
    this.#body = createInflateRaw({ chunkSize: outputBytes, finishFlush: constants.Z_SYNC_FLUSH });
    this.#body.on('data', (bytes: Buffer) => {
      this.#checksum = crc32(bytes, this.#checksum);
      this.#size = (this.#size + bytes.length) >>> 0;
      this.#take(bytes);
    });
    this.#body.on('error', () => {
      this.#fault = 'corrupt_gzip';
    });
  }

  async #writeBody(body: InflateRaw, bytes: Buffer): Promise<Buffer> {
    const before = body.bytesWritten;
    await new Promise<void>((resolve) => {
      body.once('close', resolve); // damaged bytes close the body and leave the write without an answer
      body.write(bytes, () => {
        body.off('close', resolve);
        resolve();
      });
    });
    const used = body.bytesWritten - before;
    if (this.#fault !== null || used === bytes.length) return Buffer.alloc(0);
    await this.#closeBody(body);
    this.#isTrailer = true;
    this.#body = null;
    return bytes.subarray(used);
  }

  async #closeBody(body: InflateRaw): Promise<void> {
    if (body.readableEnded || body.destroyed) return;
    const ended = once(body, 'end').catch(() => undefined); // an error is noted where it happens
    body.end();
    await ended;
  }
}

/** Whether bytes begin as gzip does. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Where the header of a member ends; 0 when it is not all there, -1 when it is none. */
function gzipHeaderEnd(bytes: Buffer): number {
  const magic = [0x1f, 0x8b, 8];
  if (magic.some((byte, i) => i < bytes.length && bytes[i] !== byte)) return -1;
  const flags = bytes[3] ?? 0;
  if ((flags & 0xe0) !== 0) return -1;
  let end = 10;
  if ((flags & 4) !== 0) end += bytes.length >= end + 2 ? 2 + bytes.readUInt16LE(end) : bytes.length;
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0 || end > bytes.length) continue;
    const zero = bytes.indexOf(0, end); // name and comment end with a zero
    end = zero < 0 ? bytes.length + 1 : zero + 1;
  }
  if ((flags & 2) !== 0) end += 2;
  return end <= bytes.length ? end : 0;
}
