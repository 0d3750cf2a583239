import {
  fieldCount,
  fieldId,
  findField,
  insideEnd,
  isListField,
  isObjectField,
  isSteadyField,
  keyBytes,
  keyStarts,
  rootField,
  unknownField,
} from './field-table.ts';
import { closeBrace, closeBracket, colon, comma, openBrace, openBracket, quote, space } from './json-bytes.ts';
import { JsonScanner, scanFailed } from './json-scanner.ts';
import {
  decodeText,
  valueAbsent,
  valueArray,
  valueEscapedText,
  valueNull,
  valueObject,
  valueText,
} from './json-value.ts';

const arnField = fieldId('resource_arn');
const arnLowerCaseField = fieldId('resource_arn_lower_case');
const identityField = fieldId('user_identity');
const listField = fieldId('resource_arns');

/**
 * Scans records, and notes where the members of `record-fields.ts` stand. A name that comes twice counts as it does for
 * `JSON.parse`: the last. A record costs no memory.
 *
 * Neighbours are alike, which is used twice: the name that followed a name the last time is tried first, and a value is
 * compared with the member's last one while it is read, so that what says the same again need not be looked up again.
 */
export class RecordScanner extends JsonScanner {
  /** For each member: the kind of its value (`json-value.ts`), and its bytes; of a text those between the quotes. */
  readonly kinds = new Uint8Array(fieldCount);
  readonly starts = new Int32Array(fieldCount);
  readonly ends = new Int32Array(fieldCount);
  /** Counts the records. */
  serial = 0;
  /** For each member the record since which its text, where it has one without escapes, has been the same. */
  readonly since = new Int32Array(fieldCount);
  /** The resources' ARNs, three numbers each: start, end, kind. */
  readonly arns: number[] = [];
  /** Elements of `resources` that are no object or have an ARN that is no text. */
  oddResources = 0;

  // The member that came first in an object, and the one that came after a member, the last time.
  readonly #first = new Int16Array(fieldCount).fill(unknownField);
  readonly #next = new Int16Array(fieldCount).fill(unknownField);
  // Whether `starts` and `ends` still show the member's last text without escapes.
  readonly #hasLast = new Uint8Array(fieldCount);
  // The same for an object that mostly comes again as it was.
  readonly #hasLastObject = new Uint8Array(fieldCount);

  /** Reads the object that begins at `start`. Returns where it ends, or `scanFailed`. */
  scanRecord(bytes: Buffer, start: number): number {
    this.begin(bytes);
    const end = this.#members(start + 1, 1, rootField);
    if (this.kinds[identityField] !== valueObject) this.#forget(identityField, this.kinds[identityField]);
    return end;
  }

  /** Must be called when bytes have moved: earlier records are no longer where they were. */
  forgetLast(): void {
    this.#hasLast.fill(0);
    this.#hasLastObject.fill(0);
  }

  protected override begin(bytes: Buffer): void {
    super.begin(bytes);
    // What is inside the identity stays: if the next one has the same bytes, it is not read again.
    this.kinds.fill(valueAbsent, 0, identityField + 1);
    this.kinds.fill(valueAbsent, insideEnd[identityField] ?? 0);
    this.#forgetResources();
    this.serial += 1;
  }

  /** The members of an object in the table, from behind its bracket. */
  #members(from: number, depth: number, parent: number): number {
    const { bytes } = this;
    if (depth > this.depthMax) return this.fail('too_deep', from - 1);
    let at = (bytes[from] ?? 0) > space ? from : this.space(from);
    if (bytes[at] === closeBrace) return at + 1;
    let field = unknownField;
    for (let isFirst = true; ; isFirst = false) {
      const previous = field;
      field = isFirst ? (this.#first[parent] ?? 0) : previous === unknownField ? previous : (this.#next[previous] ?? 0);
      const behind = field === unknownField ? 0 : this.#expectKey(at, field);
      if (behind > 0) {
        at = behind;
      } else {
        if (bytes[at] !== quote) return this.fail('name_expected', at);
        const start = at + 1;
        at = this.text(start, false);
        if (at < 0) return scanFailed;
        field = this.#findField(parent, start, at - 1);
        if (isFirst) this.#first[parent] = field;
        else if (previous !== unknownField) this.#next[previous] = field;
        if (bytes[at] !== colon) at = this.space(at);
        if (bytes[at] !== colon) return this.fail('colon_expected', at);
        at += 1;
      }
      if ((bytes[at] ?? 0) <= space) at = this.space(at);
      if (field === unknownField) at = this.value(at, depth);
      else at = bytes[at] === quote ? this.#fieldText(at + 1, field) : this.#fieldValue(at, depth, field);
      if (at < 0) return scanFailed;
      if ((bytes[at] ?? 0) <= space) at = this.space(at);
      if (bytes[at] === closeBrace) return at + 1;
      if (bytes[at] !== comma) return this.fail('comma_expected', at);
      at += 1;
      if ((bytes[at] ?? 0) <= space) at = this.space(at);
    }
  }

  /** Where the value begins when the name of `field` and a colon stand at `at`, else 0. */
  #expectKey(at: number, field: number): number {
    const { bytes } = this;
    const end = keyStarts[field + 1] ?? 0;
    let key = keyStarts[field] ?? 0;
    let behind = at;
    while (key < end && bytes[behind] === keyBytes[key]) {
      key += 1;
      behind += 1;
    }
    return key === end ? behind : 0;
  }

  #findField(parent: number, start: number, end: number): number {
    if (!this.isEscaped) return findField(parent, this.bytes, start, end);
    const name = Buffer.from(decodeText(this.bytes, start, end, true));
    return findField(parent, name, 0, name.length);
  }

  /** A text from behind its quote. What it has in common with the last one is known to be valid. */
  #fieldText(from: number, field: number): number {
    const { bytes } = this;
    if (this.kinds[field] !== valueAbsent) this.#forget(field);
    let at = from;
    if (this.#hasLast[field] === 1) {
      const lastEnd = this.ends[field] ?? 0;
      let last = this.starts[field] ?? 0;
      while (last < lastEnd && bytes[at] === bytes[last]) {
        at += 1;
        last += 1;
      }
      if (last === lastEnd && bytes[at] === quote) return this.#noteText(field, from, at + 1, false);
    }
    const end = this.text(at, false);
    if (end < 0) {
      this.#hasLast[field] = 0;
      return scanFailed;
    }
    this.since[field] = this.serial;
    return this.#noteText(field, from, end, this.isEscaped);
  }

  #noteText(field: number, start: number, end: number, isEscaped: boolean): number {
    this.kinds[field] = isEscaped ? valueEscapedText : valueText;
    this.#hasLast[field] = isEscaped ? 0 : 1;
    this.#hasLastObject[field] = 0;
    this.starts[field] = start;
    this.ends[field] = end - 1;
    return end;
  }

  /** A value that is no text. */
  #fieldValue(at: number, depth: number, field: number): number {
    const { bytes } = this;
    if (this.kinds[field] !== valueAbsent) this.#forget(field);
    const sameEnd = this.#hasLastObject[field] === 1 ? this.#endOfSame(at, field) : 0;
    if (sameEnd > 0) return sameEnd;
    this.#hasLast[field] = 0;
    this.#hasLastObject[field] = 0;
    let end: number;
    if (isObjectField[field] === 1 && bytes[at] === openBrace) {
      this.#forgetInside(field);
      end = this.#members(at + 1, depth + 1, field);
      this.valueKind = valueObject;
    } else if (isListField[field] === 1 && bytes[at] === openBracket) {
      end = this.#resources(at + 1, depth + 1);
      this.valueKind = valueArray;
    } else {
      end = this.value(at, depth);
    }
    if (end < 0) return scanFailed;
    this.kinds[field] = this.valueKind;
    this.#hasLastObject[field] = isSteadyField[field] === 1 && this.valueKind === valueObject ? 1 : 0;
    this.starts[field] = at;
    this.ends[field] = end;
    return end;
  }

  /** The end of an object with the same bytes as the member's last one, which is where its members still are; else 0. */
  #endOfSame(at: number, field: number): number {
    const { bytes } = this;
    const start = this.starts[field] ?? 0;
    const end = at + (this.ends[field] ?? 0) - start;
    // Compared outside JavaScript, hundreds of bytes cost as much as a few. The zero at the end stops this as well.
    if (end > bytes.length || bytes.compare(bytes, start, this.ends[field], at, end) !== 0) return 0;
    this.kinds[field] = valueObject;
    return end;
  }

  /** Leaves nothing of what a member held: its name has come again, or it holds something else now. */
  #forget(field: number, kind = valueAbsent): void {
    this.kinds[field] = kind;
    this.#hasLastObject[field] = 0;
    this.#forgetInside(field);
    if (field === listField) this.#forgetResources();
  }

  #forgetInside(field: number): void {
    for (let inside = field + 1; inside < (insideEnd[field] ?? 0); inside += 1) this.kinds[inside] = valueAbsent;
  }

  #forgetResources(): void {
    this.arns.length = 0;
    this.oddResources = 0;
  }

  /** The elements of `resources`, from behind its bracket. */
  #resources(from: number, depth: number): number {
    const { bytes } = this;
    if (depth > this.depthMax) return this.fail('too_deep', from - 1);
    let at = this.space(from);
    if (bytes[at] === closeBracket) return at + 1;
    for (;;) {
      const isObject = bytes[at] === openBrace;
      if (isObject) this.#forgetInside(listField);
      at = isObject ? this.#members(at + 1, depth + 1, listField) : this.value(at, depth);
      if (at < 0) return scanFailed;
      if (isObject) this.#noteArn();
      else this.oddResources += 1;
      at = this.space(at);
      if (bytes[at] === closeBracket) return at + 1;
      if (bytes[at] !== comma) return this.fail('comma_expected', at);
      at = this.space(at + 1);
    }
  }

  #noteArn(): void {
    const field = (this.kinds[arnField] ?? 0) > valueNull ? arnField : arnLowerCaseField;
    const kind = this.kinds[field] ?? valueAbsent;
    if (kind === valueText || kind === valueEscapedText) {
      this.arns.push(this.starts[field] ?? 0, this.ends[field] ?? 0, kind);
    } else if (kind > valueNull) {
      this.oddResources += 1;
    }
  }
}
