import { decodeText, valueEscapedText, valueText } from './json-value.ts';
import type { RecordScanner } from './record-scanner.ts';

/** One record in a window of bytes: an object that is valid JSON. Its members are where `scanner` says, until the next is read. */
export interface ScannedRecord {
  readonly scanner: RecordScanner;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** Zero-based, in `Records`. */
  readonly index: number;
  /** Where the record begins, in inflated bytes of the whole object. */
  readonly byteOffset: number;
}

/** The text of a member that was scanned, null when it is absent or no text. */
export function readText(scanner: RecordScanner, bytes: Buffer, field: number): string | null {
  const kind = scanner.kinds[field];
  if (kind !== valueText && kind !== valueEscapedText) return null;
  return decodeText(bytes, scanner.starts[field] ?? 0, scanner.ends[field] ?? 0, kind === valueEscapedText);
}
