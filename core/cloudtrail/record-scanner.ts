import {
  fieldCount,
  fieldId,
  findField,
  insideEnd,
  isListField,
  isObjectField,
  keyBytes,
  keyStarts,
  rootField,
  unknownField,
} from './field-table.ts';
import {
  decodeText,
  valueAbsent,
  valueArray,
  valueEscapedText,
  valueFalse,
  valueNull,
  valueNumber,
  valueObject,
  valueText,
  valueTrue,
} from './json-value.ts';

/** What is wrong at `failedAt`. `too_deep` is the only one that valid JSON can have. */
export type ScanFailure =
  | 'bad_text'
  | 'bad_escape'
  | 'bad_number'
  | 'bad_value'
  | 'name_expected'
  | 'colon_expected'
  | 'comma_expected'
  | 'too_deep';

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const comma = 0x2c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const space = 0x20;

const failed = -1;
const tokenName = 'sessiontoken';
const tokenInitial = tokenName.charCodeAt(0);
const isTokenName = /^sessiontoken$/i; // without the flag `u` this folds the case of ASCII letters only
const arnField = fieldId('resource_arn');
const arnLowerCaseField = fieldId('resource_arn_lower_case');
const listField = fieldId('resource_arns');

/**
 * Reads one JSON value from bytes, as strictly as `JSON.parse`, and notes where the members of `record-fields.ts` stand.
 * Nothing is decoded and nothing allocated for a record. A name that comes twice counts as it does for `JSON.parse`: the last.
 *
 * Whoever calls puts a zero byte behind the last byte that may be read. It is valid nowhere in JSON, so that no loop needs to
 * ask whether it has come to the end: a failure there means that the value goes on beyond it.
 *
 * The loops over bytes are written out and not taken apart, since every call in them costs as much as several bytes.
 */
export class RecordScanner {
  /** For each member: the kind of its value (`json-value.ts`), and its bytes; of a text those between the quotes. */
  readonly kinds = new Uint8Array(fieldCount);
  readonly starts = new Int32Array(fieldCount);
  readonly ends = new Int32Array(fieldCount);
  /** The resources' ARNs, three numbers each: start, end, kind. */
  readonly arns: number[] = [];
  /** Elements of `resources` that are no object or have an ARN that is no text. */
  oddResources = 0;
  /** Members named `sessionToken`, two numbers each: from the name's quote to the end of the value. Ascending, none in another. */
  readonly tokens: number[] = [];
  /** Whether white space stands anywhere between tokens. */
  hasSpace = false;
  failure: ScanFailure = 'bad_value';
  failedAt = 0;

  #bytes: Buffer = Buffer.alloc(1);
  #isEscaped = false;
  #valueKind = valueAbsent;
  readonly #depthMax: number;
  // The member that came first in an object, and the one that came after a member, the last time.
  readonly #first = new Int16Array(fieldCount).fill(unknownField);
  readonly #next = new Int16Array(fieldCount).fill(unknownField);

  constructor(options: { readonly depthMax: number }) {
    this.#depthMax = options.depthMax;
  }

  /** Reads the object that begins at `start`. Returns where it ends, or -1 when it fails. */
  scanRecord(bytes: Buffer, start: number): number {
    this.#begin(bytes);
    return this.#members(start + 1, 1, rootField);
  }

  /** Reads a value of any kind. Returns where it ends, or -1 when it fails. */
  scanValue(bytes: Buffer, start: number): number {
    this.#begin(bytes);
    return this.#value(start, 0);
  }

  #begin(bytes: Buffer): void {
    this.#bytes = bytes;
    this.kinds.fill(valueAbsent);
    this.#forgetResources();
    this.tokens.length = 0;
    this.hasSpace = false;
  }

  #fail(failure: ScanFailure, at: number): number {
    this.failure = failure;
    this.failedAt = at;
    return failed;
  }

  /** The members of an object in the table, from behind its bracket. */
  #members(from: number, depth: number, parent: number): number {
    const bytes = this.#bytes;
    if (depth > this.#depthMax) return this.#fail('too_deep', from - 1);
    let at = (bytes[from] ?? 0) > space ? from : this.#space(from);
    if (bytes[at] === closeBrace) return at + 1;
    let previous = unknownField;
    for (let isFirst = true; ; isFirst = false) {
      const expected = isFirst
        ? (this.#first[parent] ?? 0)
        : previous === unknownField
          ? previous
          : (this.#next[previous] ?? 0);
      let field = expected;
      const behind = expected === unknownField ? 0 : this.#expectKey(at, expected);
      if (behind > 0) {
        at = behind;
      } else {
        if (bytes[at] !== quote) return this.#fail('name_expected', at);
        const start = at + 1;
        at = this.#text(start);
        if (at < 0) return failed;
        field = this.#findField(parent, start, at - 1);
        if (isFirst) this.#first[parent] = field;
        else if (previous !== unknownField) this.#next[previous] = field;
        if (bytes[at] !== colon) at = this.#space(at);
        if (bytes[at] !== colon) return this.#fail('colon_expected', at);
        at += 1;
      }
      if ((bytes[at] ?? 0) <= space) at = this.#space(at);
      previous = field;
      at = field === unknownField ? this.#value(at, depth) : this.#fieldValue(at, depth, field);
      if (at < 0) return failed;
      if ((bytes[at] ?? 0) <= space) at = this.#space(at);
      if (bytes[at] === closeBrace) return at + 1;
      if (bytes[at] !== comma) return this.#fail('comma_expected', at);
      at += 1;
      if ((bytes[at] ?? 0) <= space) at = this.#space(at);
    }
  }

  /** Where the value begins when the name of `field` and a colon stand at `at`, else 0. */
  #expectKey(at: number, field: number): number {
    const bytes = this.#bytes;
    const end = keyStarts[field + 1] ?? 0;
    let i = keyStarts[field] ?? 0;
    let p = at;
    while (i < end && bytes[p] === keyBytes[i]) {
      i += 1;
      p += 1;
    }
    return i === end ? p : 0;
  }

  #findField(parent: number, start: number, end: number): number {
    if (!this.#isEscaped) return findField(parent, this.#bytes, start, end);
    const name = Buffer.from(decodeText(this.#bytes, start, end, true));
    return findField(parent, name, 0, name.length);
  }

  #fieldValue(at: number, depth: number, field: number): number {
    const bytes = this.#bytes;
    if (this.kinds[field] !== valueAbsent) this.#forget(field);
    if (bytes[at] === quote) {
      const end = this.#text(at + 1);
      if (end < 0) return failed;
      this.kinds[field] = this.#isEscaped ? valueEscapedText : valueText;
      this.starts[field] = at + 1;
      this.ends[field] = end - 1;
      return end;
    }
    let end: number;
    if (isObjectField[field] === 1 && bytes[at] === openBrace) {
      end = this.#members(at + 1, depth + 1, field);
      this.#valueKind = valueObject;
    } else if (isListField[field] === 1 && bytes[at] === openBracket) {
      end = this.#resources(at + 1, depth + 1);
      this.#valueKind = valueArray;
    } else {
      end = this.#value(at, depth);
    }
    if (end < 0) return failed;
    this.kinds[field] = this.#valueKind;
    this.starts[field] = at;
    this.ends[field] = end;
    return end;
  }

  /** A name that comes again: what its first value held counts no more. */
  #forget(field: number): void {
    this.kinds.fill(valueAbsent, field, insideEnd[field] ?? field + 1);
    if (field === listField) this.#forgetResources();
  }

  #forgetResources(): void {
    this.arns.length = 0;
    this.oddResources = 0;
  }

  /** The elements of `resources`, from behind its bracket. */
  #resources(from: number, depth: number): number {
    const bytes = this.#bytes;
    if (depth > this.#depthMax) return this.#fail('too_deep', from - 1);
    let at = this.#space(from);
    if (bytes[at] === closeBracket) return at + 1;
    for (;;) {
      const isObject = bytes[at] === openBrace;
      if (isObject) this.kinds.fill(valueAbsent, listField + 1, insideEnd[listField] ?? 0);
      at = isObject ? this.#members(at + 1, depth + 1, listField) : this.#value(at, depth);
      if (at < 0) return failed;
      if (isObject) this.#noteArn();
      else this.oddResources += 1;
      at = this.#space(at);
      if (bytes[at] === closeBracket) return at + 1;
      if (bytes[at] !== comma) return this.#fail('comma_expected', at);
      at = this.#space(at + 1);
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

  /** Any value that is not looked into. Sets `#valueKind`. */
  #value(at: number, depth: number): number {
    switch (this.#bytes[at]) {
      case quote: {
        const end = this.#text(at + 1);
        this.#valueKind = this.#isEscaped ? valueEscapedText : valueText;
        return end;
      }
      case openBrace: {
        const end = this.#object(at + 1, depth + 1);
        this.#valueKind = valueObject;
        return end;
      }
      case openBracket: {
        const end = this.#array(at + 1, depth + 1);
        this.#valueKind = valueArray;
        return end;
      }
      case 0x74:
        this.#valueKind = valueTrue;
        return this.#literal(at, 'true');
      case 0x66:
        this.#valueKind = valueFalse;
        return this.#literal(at, 'false');
      case 0x6e:
        this.#valueKind = valueNull;
        return this.#literal(at, 'null');
      default:
        this.#valueKind = valueNumber;
        return this.#number(at);
    }
  }

  #object(from: number, depth: number): number {
    const bytes = this.#bytes;
    if (depth > this.#depthMax) return this.#fail('too_deep', from - 1);
    let at = (bytes[from] ?? 0) > space ? from : this.#space(from);
    if (bytes[at] === closeBrace) return at + 1;
    for (;;) {
      if (bytes[at] !== quote) return this.#fail('name_expected', at);
      const start = at + 1;
      at = this.#text(start);
      if (at < 0) return failed;
      const isToken =
        (this.#isEscaped || (at - start === tokenName.length + 1 && ((bytes[start] ?? 0) | space) === tokenInitial)) &&
        this.#isTokenName(start, at - 1);
      if (bytes[at] !== colon) at = this.#space(at);
      if (bytes[at] !== colon) return this.#fail('colon_expected', at);
      at += 1;
      if ((bytes[at] ?? 0) <= space) at = this.#space(at);
      at = this.#value(at, depth);
      if (at < 0) return failed;
      if (isToken) this.#noteToken(start - 1, at);
      if ((bytes[at] ?? 0) <= space) at = this.#space(at);
      if (bytes[at] === closeBrace) return at + 1;
      if (bytes[at] !== comma) return this.#fail('comma_expected', at);
      at += 1;
      if ((bytes[at] ?? 0) <= space) at = this.#space(at);
    }
  }

  #isTokenName(start: number, end: number): boolean {
    return isTokenName.test(decodeText(this.#bytes, start, end, this.#isEscaped));
  }

  #noteToken(start: number, end: number): void {
    while ((this.tokens.at(-2) ?? -1) > start) this.tokens.length -= 2; // a token inside this one goes with it
    this.tokens.push(start, end);
  }

  #array(from: number, depth: number): number {
    const bytes = this.#bytes;
    if (depth > this.#depthMax) return this.#fail('too_deep', from - 1);
    let at = (bytes[from] ?? 0) > space ? from : this.#space(from);
    if (bytes[at] === closeBracket) return at + 1;
    for (;;) {
      at = this.#value(at, depth);
      if (at < 0) return failed;
      if ((bytes[at] ?? 0) <= space) at = this.#space(at);
      if (bytes[at] === closeBracket) return at + 1;
      if (bytes[at] !== comma) return this.#fail('comma_expected', at);
      at += 1;
      if ((bytes[at] ?? 0) <= space) at = this.#space(at);
    }
  }

  /** Passes over white space, if there is any. */
  #space(from: number): number {
    const bytes = this.#bytes;
    let at = from;
    for (;;) {
      const byte = bytes[at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
      at += 1;
    }
    if (at > from) this.hasSpace = true;
    return at;
  }

  /** A text from behind its quote. Returns the place behind the closing quote. Sets `#isEscaped`. */
  #text(from: number): number {
    const bytes = this.#bytes;
    this.#isEscaped = false;
    let at = from;
    for (;;) {
      let byte = bytes[at] ?? 0;
      while (byte !== quote && byte !== backslash && byte >= space) {
        at += 1;
        byte = bytes[at] ?? 0;
      }
      if (byte === quote) return at + 1;
      if (byte !== backslash) return this.#fail('bad_text', at);
      this.#isEscaped = true;
      at = this.#escape(at + 1);
      if (at < 0) return failed;
    }
  }

  #escape(at: number): number {
    switch (this.#bytes[at]) {
      case quote:
      case backslash:
      case 0x2f: // slash
      case 0x62: // b
      case 0x66: // f
      case 0x6e: // n
      case 0x72: // r
      case 0x74: // t
        return at + 1;
      case 0x75: // u and four hexadecimal digits
        for (let i = 1; i <= 4; i += 1)
          if (!isHexDigit(this.#bytes[at + i] ?? 0)) return this.#fail('bad_escape', at + i);
        return at + 5;
      default:
        return this.#fail('bad_escape', at);
    }
  }

  #literal(at: number, word: string): number {
    for (let i = 0; i < word.length; i += 1) {
      if (this.#bytes[at + i] !== word.charCodeAt(i)) return this.#fail('bad_value', at + i);
    }
    return at + word.length;
  }

  #number(from: number): number {
    const bytes = this.#bytes;
    let at = from;
    if (bytes[at] === 0x2d) at += 1;
    else if (!isDigit(bytes[at] ?? 0)) return this.#fail('bad_value', at);
    if (bytes[at] === 0x30) at += 1;
    else at = this.#digits(at);
    if (at > 0 && bytes[at] === 0x2e) at = this.#digits(at + 1);
    if (at > 0 && ((bytes[at] ?? 0) | 0x20) === 0x65) {
      at += 1;
      if (bytes[at] === 0x2b || bytes[at] === 0x2d) at += 1;
      at = this.#digits(at);
    }
    return at;
  }

  /** At least one digit. */
  #digits(from: number): number {
    const bytes = this.#bytes;
    let at = from;
    while (isDigit(bytes[at] ?? 0)) at += 1;
    return at > from ? at : this.#fail('bad_number', at);
  }
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const isHexDigit = (byte: number): boolean => isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
