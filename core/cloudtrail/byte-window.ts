/**
 * The part of a stream of bytes that is looked at: `bytes` from `at` to `size`, with a zero byte behind them.
 * **shape**: `offset` is the place of `bytes[0]` in the stream. The window doubles when what is left over takes more than half of
 * it, so that a long record is copied and begun anew a few times at most.
 */
export class ByteWindow {
  bytes: Buffer;
  at = 0;
  size = 0;
  offset = 0;

  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafeSlow(capacity + 1);
  }

  get isFull(): boolean {
    return this.size === this.bytes.length - 1;
  }

  /** Takes bytes of `chunk` from `from` on, as many as there is room for, and returns how many. */
  fill(chunk: Uint8Array, from: number): number {
    const count = Math.min(this.bytes.length - 1 - this.size, chunk.length - from);
    this.bytes.set(count === chunk.length ? chunk : chunk.subarray(from, from + count), this.size);
    this.size += count;
    this.bytes[this.size] = 0;
    return count;
  }

  /** Drops what lies before `at`. */
  moveToFront(): void {
    const left = this.size - this.at;
    const target = left > this.bytes.length / 2 ? Buffer.allocUnsafeSlow(this.bytes.length * 2) : this.bytes;
    this.bytes.copy(target, 0, this.at, this.size);
    this.bytes = target;
    this.offset += this.at;
    this.at = 0;
    this.size = left;
    target[left] = 0;
  }
}
