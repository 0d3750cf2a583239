import type { ByteWindow } from './byte-window.ts';
import { isDigit } from './json-bytes.ts';
import type { RecordScanner } from './record-scanner.ts';

/** What a scan gives in place of the end of the value. */
export const needsMore = 0;
export const isBroken = -1;
export const isTooLong = -2;

/**
 * Scans values in a window that may not hold all of them yet.
 * **shape**: the place behind the value, or one of the three above. Whether a value is too long never depends on how much of it is
 * there already.
 */
export class WindowScanner {
  readonly scanner: RecordScanner;
  readonly #window: ByteWindow;
  readonly #bytesMax: number;
  #stop = 0;
  #replaced = 0;

  constructor(window: ByteWindow, scanner: RecordScanner, bytesMax: number) {
    this.scanner = scanner;
    this.#window = window;
    this.#bytesMax = bytesMax;
  }

  /** Scans the record that begins at `start`. */
  scanRecord(start: number): number {
    this.#setStop(start);
    return this.#judge(this.scanner.scanRecord(this.#window.bytes, start), false);
  }

  /** Scans any other value. `isLast` says that no more bytes will come. */
  scanValue(start: number, isLast: boolean): number {
    this.#setStop(start);
    return this.#judge(this.scanner.scanValue(this.#window.bytes, start), isLast);
  }

  /** Puts the zero byte that ends every scan where the bytes end, or where the value would be too long. */
  #setStop(start: number): void {
    const { bytes, size } = this.#window;
    this.#stop = Math.min(start + this.#bytesMax, size);
    this.#replaced = bytes[this.#stop] ?? 0;
    bytes[this.#stop] = 0;
  }

  #judge(end: number, isLast: boolean): number {
    const { bytes, size } = this.#window;
    const stop = this.#stop;
    bytes[stop] = this.#replaced;
    // A number that reaches the stop may go on behind it.
    const isCutOff = end < 0 ? this.scanner.failedAt >= stop : end === stop && isDigit(bytes[stop - 1] ?? 0);
    if (!isCutOff) return end < 0 ? isBroken : end;
    if (stop < size) return isTooLong;
    return end > 0 && isLast ? end : needsMore;
  }
}
