import {
  backslash,
  closeBrace,
  closeBracket,
  colon,
  comma,
  isDigit,
  openBrace,
  openBracket,
  passSpace,
  quote,
  space,
} from './json-bytes.ts';
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

/** What a scan gives in place of the end of a value. */
export const scanFailed = -1;

const tokenName = 'sessiontoken';
const tokenInitial = tokenName.charCodeAt(0);
const isTokenName = /^sessiontoken$/i; // without the flag `u` this folds the case of ASCII letters only

/**
 * Finds where JSON values end, as strictly as `JSON.parse`, without decoding or allocating anything.
 *
 * Whoever calls puts a zero byte behind the last byte that may be read. It is valid nowhere in JSON, so that no loop needs to
 * ask whether it has come to the end: a failure there means that the value goes on beyond it.
 *
 * The loops over bytes are written out and not taken apart, since a call in them costs as much as several bytes.
 */
export class JsonScanner {
  failure: ScanFailure = 'bad_value';
  failedAt = 0;
  /** Members named `sessionToken`, two numbers each: from the name's quote to the end of the value. Ascending, none in another. */
  readonly tokens: number[] = [];
  /** Whether white space stands anywhere between tokens. */
  hasSpace = false;

  protected bytes: Buffer = Buffer.alloc(1);
  /** Whether the text scanned last has a backslash in it. */
  protected isEscaped = false;
  /** Of the value scanned last, as in `json-value.ts`. */
  protected valueKind = valueAbsent;
  protected readonly depthMax: number;

  constructor(options: { readonly depthMax: number }) {
    this.depthMax = options.depthMax;
  }

  /** Reads a value of any kind that begins at `start`. Returns where it ends, or `scanFailed`. */
  scanValue(bytes: Buffer, start: number): number {
    this.begin(bytes);
    return this.value(start, 0);
  }

  protected begin(bytes: Buffer): void {
    this.bytes = bytes;
    this.tokens.length = 0;
    this.hasSpace = false;
  }

  protected fail(failure: ScanFailure, at: number): number {
    this.failure = failure;
    this.failedAt = at;
    return scanFailed;
  }

  /** A value inside `depth` brackets. Sets `valueKind`. */
  protected value(at: number, depth: number): number {
    switch (this.bytes[at]) {
      case quote: {
        const end = this.text(at + 1, false);
        this.valueKind = this.isEscaped ? valueEscapedText : valueText;
        return end;
      }
      case openBrace: {
        const end = this.#object(at + 1, depth + 1);
        this.valueKind = valueObject;
        return end;
      }
      case openBracket: {
        const end = this.#array(at + 1, depth + 1);
        this.valueKind = valueArray;
        return end;
      }
      case 0x74:
        this.valueKind = valueTrue;
        return this.#literal(at, 'true');
      case 0x66:
        this.valueKind = valueFalse;
        return this.#literal(at, 'false');
      case 0x6e:
        this.valueKind = valueNull;
        return this.#literal(at, 'null');
      default:
        this.valueKind = valueNumber;
        return this.#number(at);
    }
  }

  /** Passes over white space, if there is any. */
  protected space(from: number): number {
    const at = passSpace(this.bytes, from);
    if (at > from) this.hasSpace = true;
    return at;
  }

  /** The rest of a text, to behind its closing quote. Sets `isEscaped`. */
  protected text(from: number, isEscaped: boolean): number {
    const { bytes } = this;
    this.isEscaped = isEscaped;
    let at = from;
    for (;;) {
      let byte = bytes[at] ?? 0;
      while (byte !== quote && byte !== backslash && byte >= space) {
        at += 1;
        byte = bytes[at] ?? 0;
      }
      if (byte === quote) return at + 1;
      if (byte !== backslash) return this.fail('bad_text', at);
      this.isEscaped = true;
      at = this.#escape(at + 1);
      if (at < 0) return scanFailed;
    }
  }

  #object(from: number, depth: number): number {
    const { bytes } = this;
    if (depth > this.depthMax) return this.fail('too_deep', from - 1);
    let at = (bytes[from] ?? 0) > space ? from : this.space(from);
    if (bytes[at] === closeBrace) return at + 1;
    for (;;) {
      if (bytes[at] !== quote) return this.fail('name_expected', at);
      const start = at + 1;
      at = this.text(start, false);
      if (at < 0) return scanFailed;
      const isToken =
        (this.isEscaped || (at - start === tokenName.length + 1 && ((bytes[start] ?? 0) | space) === tokenInitial)) &&
        isTokenName.test(decodeText(bytes, start, at - 1, this.isEscaped));
      if (bytes[at] !== colon) at = this.space(at);
      if (bytes[at] !== colon) return this.fail('colon_expected', at);
      at += 1;
      if ((bytes[at] ?? 0) <= space) at = this.space(at);
      at = this.value(at, depth);
      if (at < 0) return scanFailed;
      if (isToken) this.#noteToken(start - 1, at);
      if ((bytes[at] ?? 0) <= space) at = this.space(at);
      if (bytes[at] === closeBrace) return at + 1;
      if (bytes[at] !== comma) return this.fail('comma_expected', at);
      at += 1;
      if ((bytes[at] ?? 0) <= space) at = this.space(at);
    }
  }

  #noteToken(start: number, end: number): void {
    while ((this.tokens.at(-2) ?? -1) > start) this.tokens.length -= 2; // a token inside this one goes with it
    this.tokens.push(start, end);
  }

  #array(from: number, depth: number): number {
    const { bytes } = this;
    if (depth > this.depthMax) return this.fail('too_deep', from - 1);
    let at = (bytes[from] ?? 0) > space ? from : this.space(from);
    if (bytes[at] === closeBracket) return at + 1;
    for (;;) {
      at = this.value(at, depth);
      if (at < 0) return scanFailed;
      if ((bytes[at] ?? 0) <= space) at = this.space(at);
      if (bytes[at] === closeBracket) return at + 1;
      if (bytes[at] !== comma) return this.fail('comma_expected', at);
      at += 1;
      if ((bytes[at] ?? 0) <= space) at = this.space(at);
    }
  }

  #escape(at: number): number {
    switch (this.bytes[at]) {
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
        for (let i = 1; i <= 4; i += 1) {
          if (!isHexDigit(this.bytes[at + i] ?? 0)) return this.fail('bad_escape', at + i);
        }
        return at + 5;
      default:
        return this.fail('bad_escape', at);
    }
  }

  #literal(at: number, word: string): number {
    for (let i = 0; i < word.length; i += 1) {
      if (this.bytes[at + i] !== word.charCodeAt(i)) return this.fail('bad_value', at + i);
    }
    return at + word.length;
  }

  #number(from: number): number {
    const { bytes } = this;
    let at = from;
    if (bytes[at] === 0x2d) at += 1;
    else if (!isDigit(bytes[at] ?? 0)) return this.fail('bad_value', at);
    if (bytes[at] === 0x30) at += 1;
    else at = this.#digits(at);
    if (at >= 0 && bytes[at] === 0x2e) at = this.#digits(at + 1);
    if (at >= 0 && ((bytes[at] ?? 0) | 0x20) === 0x65) {
      at += 1;
      if (bytes[at] === 0x2b || bytes[at] === 0x2d) at += 1;
      at = this.#digits(at);
    }
    return at;
  }

  /** At least one digit. */
  #digits(from: number): number {
    const { bytes } = this;
    let at = from;
    while (isDigit(bytes[at] ?? 0)) at += 1;
    return at > from ? at : this.fail('bad_number', at);
  }
}

const isHexDigit = (byte: number): boolean => isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
