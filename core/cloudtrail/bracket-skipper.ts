import { skippedDepthMax } from './ingest-limits.ts';
import { backslash, closeBrace, closeBracket, openBrace, openBracket, quote } from './json-bytes.ts';

/** How far a value was passed over. `lost`: its brackets do not match, so that its end cannot be told. */
export type SkipState = 'open' | 'closed' | 'lost';

/**
 * Passes over one value by its quotes and brackets alone, whatever else is in it, in as many pieces as it comes.
 * **shape**: memory is one bit for each bracket that is open, and nothing of the value itself.
 */
export class BracketSkipper {
  state: SkipState = 'open';
  #isInText = false;
  #isEscaped = false;
  #depth = 0;
  #isArray = new Uint8Array(16); // one bit for each open bracket: array or object

  /** Goes back to before a value, which must begin with a bracket or a quote. */
  reset(): void {
    this.state = 'open';
    this.#isInText = false;
    this.#isEscaped = false;
    this.#depth = 0;
  }

  /** Reads on from `start`. Returns the place behind the value when it closes, else `end`. */
  skip(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end) {
      if (this.#isInText) {
        at = this.#skipText(bytes, at, end);
      } else {
        const byte = bytes[at] ?? 0;
        at += 1;
        this.#isInText = byte === quote;
        if (byte === openBrace || byte === openBracket) this.#open(byte === openBracket);
        else if (byte === closeBrace || byte === closeBracket) this.#close(byte === closeBracket);
      }
      if (this.#depth === 0 && !this.#isInText && this.state === 'open') this.state = 'closed';
      if (this.state !== 'open') return at;
    }
    return end;
  }

  #skipText(bytes: Uint8Array, start: number, end: number): number {
    let isEscaped = this.#isEscaped;
    let at = start;
    for (; at < end; at += 1) {
      if (isEscaped) isEscaped = false;
      else if (bytes[at] === backslash) isEscaped = true;
      else if (bytes[at] === quote) break;
    }
    this.#isEscaped = isEscaped;
    if (at === end) return end;
    this.#isInText = false;
    return at + 1;
  }

  #open(isArray: boolean): void {
    if (this.#depth >= skippedDepthMax) {
      this.state = 'lost';
      return;
    }
    const index = this.#depth >> 3;
    if (index >= this.#isArray.length) {
      const larger = new Uint8Array(this.#isArray.length * 2);
      larger.set(this.#isArray);
      this.#isArray = larger;
    }
    const bit = 1 << (this.#depth & 7);
    const byte = this.#isArray[index] ?? 0;
    this.#isArray[index] = isArray ? byte | bit : byte & ~bit;
    this.#depth += 1;
  }

  #close(isArray: boolean): void {
    if (this.#depth > 0) {
      this.#depth -= 1;
      const wasArray = ((this.#isArray[this.#depth >> 3] ?? 0) & (1 << (this.#depth & 7))) !== 0;
      if (wasArray === isArray) return;
    }
    this.state = 'lost';
  }
}
