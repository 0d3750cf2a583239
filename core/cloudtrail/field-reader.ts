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
import { readText, type ScannedRecord } from './records-reader.ts';
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
  readonly #last = new Int32Array(fieldCount); // what a member said in the record before: mostly it says so again

  /** The id of a member's text. */
  id({ scanner, bytes }: ScannedRecord, field: number): number {
    const kind = scanner.kinds[field] ?? 0;
    if (kind !== valueText && kind !== valueEscapedText) {
      if (kind > valueNull) this.odd += 1;
      return noText;
    }
    const start = scanner.starts[field] ?? 0;
    const end = scanner.ends[field] ?? 0;
    const last = this.#last[field] ?? noText;
    if (last !== noText && this.texts.isSame(last, bytes, start, end)) return last;
    const id = this.texts.intern(bytes, start, end, kind === valueEscapedText);
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
