import { fieldCount, fieldsUsedAs } from './field-table.ts';
import {
  valueArray,
  valueEscapedText,
  valueFalse,
  valueNull,
  valueObject,
  valueText,
  valueTrue,
} from './json-value.ts';
import type { RecordScanner } from './record-scanner.ts';
import { readText, type ScannedRecord } from './scanned-record.ts';
import { noText, StringTable } from './string-table.ts';

const objectFields = fieldsUsedAs('object');
const listFields = fieldsUsedAs('list');

/** How a boolean is kept in an array of whole numbers. */
export const flagUnknown = -1;
export const flagFalse = 0;
export const flagTrue = 1;

/** A boolean as a column has it. */
export const readFlag = (flag: number | undefined): boolean | null =>
  flag === flagTrue ? true : flag === flagFalse ? false : null;

/**
 * Turns the members of scanned records into numbers and texts.
 * **shape**: absent, null and empty are all `noText`. `odd` counts values of another type than AWS writes, until it is set back.
 */
export class FieldReader {
  readonly texts = new StringTable();
  odd = 0;

  // What a member said when it was last read, and in which record of which scanner: mostly it says so again.
  readonly #last = new Int32Array(fieldCount);
  readonly #lastSerials = new Int32Array(fieldCount);
  #scanner: RecordScanner | null = null;

  /** Must be called before anything of a record is read. */
  begin({ scanner }: ScannedRecord): void {
    this.odd = 0;
    if (scanner === this.#scanner) return;
    this.#scanner = scanner;
    this.#lastSerials.fill(0);
  }

  /** The id of a member's text. */
  id({ scanner, bytes }: ScannedRecord, field: number): number {
    const kind = scanner.kinds[field] ?? 0;
    if (kind !== valueText && kind !== valueEscapedText) {
      if (kind > valueNull) this.odd += 1;
      return noText;
    }
    const lastSerial = this.#lastSerials[field] ?? 0;
    this.#lastSerials[field] = scanner.serial;
    if ((scanner.since[field] ?? 0) <= lastSerial) return this.#last[field] ?? noText;
    const id = this.texts.intern(
      bytes,
      scanner.starts[field] ?? 0,
      scanner.ends[field] ?? 0,
      kind === valueEscapedText,
    );
    this.#last[field] = id;
    return id;
  }

  /** The text of a member that hardly ever says the same twice. */
  text({ scanner, bytes }: ScannedRecord, field: number): string | null {
    const text = readText(scanner, bytes, field);
    if (text === null && (scanner.kinds[field] ?? 0) > valueNull) this.odd += 1;
    return text === '' ? null : text;
  }

  /** A boolean, also where it is written as the text `true` or `false`. */
  flag(record: ScannedRecord, field: number): number {
    const kind = record.scanner.kinds[field];
    if (kind === valueTrue) return flagTrue;
    if (kind === valueFalse) return flagFalse;
    const id = this.id(record, field);
    if (id === noText) return flagUnknown;
    const text = this.texts.text(id);
    if (text === 'true') return flagTrue;
    if (text === 'false') return flagFalse;
    this.odd += 1;
    return flagUnknown;
  }

  /** Counts members that should hold others and do not. */
  countOddContainers({ scanner }: ScannedRecord): void {
    for (const field of objectFields) if (isOther(scanner.kinds[field], valueObject)) this.odd += 1;
    for (const field of listFields) if (isOther(scanner.kinds[field], valueArray)) this.odd += 1;
    this.odd += scanner.oddResources;
  }
}

/** Whether a value is there and of another kind than it should be. */
export const isOther = (kind: number | undefined, expected: number): boolean =>
  kind !== undefined && kind > valueNull && kind !== expected;
