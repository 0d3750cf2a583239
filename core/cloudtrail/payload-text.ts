import { backslash, comma, isSpace, quote } from './json-bytes.ts';

/**
 * JSON bytes without what need not be kept: white space between tokens and the members of `tokens` go, all else stands as it was written.
 * **shape**: `tokens` as `RecordScanner` notes them; those outside `start` to `end` do not matter. The bytes are valid JSON.
 */
export function compactPayload(bytes: Buffer, start: number, end: number, tokens: readonly number[]): Buffer {
  const out = Buffer.allocUnsafe(end - start);
  let size = 0;
  let at = start;
  let token = 0;
  while (at < end) {
    while ((tokens[token] ?? end) < at) token += 2;
    if (tokens[token] === at) {
      at = passSpaceUntil(bytes, tokens[token + 1] ?? end, end);
      if (bytes[at] === comma) at += 1;
      else if (out[size - 1] === comma) size -= 1;
      continue;
    }
    const byte = bytes[at] ?? 0;
    if (byte === quote) {
      const behind = passText(bytes, at + 1, end);
      size += bytes.copy(out, size, at, behind);
      at = behind;
    } else {
      if (!isSpace(byte)) {
        out[size] = byte;
        size += 1;
      }
      at += 1;
    }
  }
  return out.subarray(0, size);
}

function passSpaceUntil(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && isSpace(bytes[at] ?? 0)) at += 1;
  return at;
}

function passText(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
  return Math.min(at + 1, end);
}
