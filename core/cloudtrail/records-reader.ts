import { BracketSkipper } from './bracket-skipper.ts';
import { ByteWindow } from './byte-window.ts';
import { renderExcerpt } from './excerpt.ts';
import { fieldId } from './field-table.ts';
import type { IngestLimits } from './ingest-limits.ts';
import {
  backslash,
  closeBrace,
  closeBracket,
  colon,
  comma,
  openBrace,
  openBracket,
  passSpace,
  quote,
} from './json-bytes.ts';
import { decodeText } from './json-value.ts';
import { RecordScanner } from './record-scanner.ts';
import type { Reject, RejectReason } from './reject-reasons.ts';
import { readText, type ScannedRecord } from './scanned-record.ts';
import { isBroken, isTooLong, needsMore, WindowScanner } from './window-scanner.ts';

/** Who takes what is read: records in their order, rejects for those that are none, and one reject at most for the object. */
export interface RecordSink {
  record(record: ScannedRecord): void;
  reject(reject: Reject): void;
}

/** What made the bytes end before the object did. */
export interface ObjectFault {
  readonly reason: RejectReason;
  readonly detail: string | null;
}

/** Where in the document the next byte stands. `over`: behind its closing brace. `broken`: nothing more can be read. */
type Place = 'start' | 'member' | 'behind_member' | 'element' | 'behind_element' | 'skipping' | 'over' | 'broken';

const byteOrderMark = [0xef, 0xbb, 0xbf];
const eventIdField = fieldId('event_id');

/**
 * Reads a delivery, `{"Records":[…]}`, from inflated bytes that come in pieces of any size.
 * Bytes are gathered in a window and read when it is full: what is read never depends on how they were cut.
 * **errors**: never throws; what is wrong goes to the sink.
 */
export class RecordsReader {
  /** Elements of `Records` that were told apart: those given to `record` and those rejected with an index. */
  recordsRead = 0;
  /** Inflated bytes taken in. */
  bytesRead = 0;

  readonly #sink: RecordSink;
  readonly #recordBytesMax: number;
  readonly #window: ByteWindow;
  readonly #scanner: RecordScanner;
  readonly #windowScanner: WindowScanner;
  readonly #record: { -readonly [K in keyof ScannedRecord]: ScannedRecord[K] }; // one for all: a record costs no memory
  readonly #skipper = new BracketSkipper();
  #skipped: Reject | null = null; // told when the value that is being skipped closes; null for a member of the document
  #place: Place = 'start';
  #hasRecords = false;
  #isFirst = true; // nothing stands before the next member or element

  constructor(sink: RecordSink, limits: IngestLimits) {
    this.#sink = sink;
    this.#recordBytesMax = limits.recordBytesMax;
    this.#window = new ByteWindow(limits.windowBytes);
    this.#scanner = new RecordScanner(limits);
    this.#windowScanner = new WindowScanner(this.#window, this.#scanner, limits.recordBytesMax);
    this.#record = { scanner: this.#scanner, bytes: this.#window.bytes, start: 0, end: 0, index: 0, byteOffset: 0 };
  }

  /** Takes the next bytes, which may be overwritten after the call. */
  push(chunk: Uint8Array): void {
    this.bytesRead += chunk.length;
    let from = 0;
    while (from < chunk.length && this.#place !== 'broken') {
      from += this.#window.fill(chunk, from);
      if (!this.#window.isFull) return;
      this.#readWindow(false);
      this.#window.moveToFront();
      this.#scanner.forgetLast();
    }
  }

  /** Reads what is left. */
  end(fault: ObjectFault | null): void {
    this.#readWindow(true);
    const place = this.#place;
    if (place === 'broken' || (place === 'over' && fault === null)) return;
    const reason = fault?.reason ?? (place === 'start' ? 'file_empty' : 'truncated_json');
    const detail = fault?.detail ?? null;
    const { at, size } = this.#window;
    if (place === 'skipping' && this.#skipped !== null) this.#breakOffWith({ ...this.#skipped, reason, detail });
    else if (place === 'element' && at < size) this.#breakOffWith(this.#rejectElement(at, size, reason, detail));
    else this.#breakOff(reason, detail, at);
  }

  /** Goes as far as the bytes reach. */
  #readWindow(isLast: boolean): void {
    let goesOn = true;
    while (goesOn) goesOn = this.#step(isLast);
  }

  /** Reads one thing. Returns false when more bytes are needed, or none. */
  #step(isLast: boolean): boolean {
    const window = this.#window;
    if (this.#place === 'skipping') return this.#skip();
    if (this.#place === 'broken') return false;
    if (this.#place === 'start' && !this.#passByteOrderMark(isLast)) return false;
    window.at = passSpace(window.bytes, window.at);
    if (window.at === window.size) return false;
    switch (this.#place) {
      case 'start':
        return this.#start();
      case 'member':
        return this.#member(isLast);
      case 'behind_member':
        return this.#behindMember();
      case 'element':
        return this.#element(isLast);
      case 'behind_element':
        return this.#behindElement();
      default:
        return this.#breakOff('trailing_bytes', `found ${this.#found()} behind the document`);
    }
  }

  #passByteOrderMark(isLast: boolean): boolean {
    const { bytes, size, at, offset } = this.#window;
    if (offset + at > 0 || bytes[0] !== byteOrderMark[0]) return true;
    if (size < byteOrderMark.length && !isLast) return false;
    if (byteOrderMark.every((byte, i) => i < size && bytes[i] === byte)) this.#window.at = byteOrderMark.length;
    return true;
  }

  #start(): boolean {
    const byte = this.#byte();
    if (byte === openBrace) return this.#goTo('member', this.#window.at + 1, true);
    const isJson = byte === openBracket || byte === quote || '-0123456789tfn'.includes(String.fromCharCode(byte));
    return this.#breakOff(isJson ? 'document_not_object' : 'not_json', `found ${this.#found()}`);
  }

  /** A member of the document. Its name and value are read in one go: if one does not fit yet, both are begun anew. */
  #member(isLast: boolean): boolean {
    const { bytes, at: start, size } = this.#window;
    if (bytes[start] === closeBrace && this.#isFirst) return this.#closeDocument();
    if (bytes[start] !== quote) return this.#breakOff('not_json', `found ${this.#found()}, expected a name`);
    const nameEnd = this.#windowScanner.scanValue(start, isLast);
    if (nameEnd === needsMore) return false;
    if (nameEnd < 0) return this.#breakOff('not_json', 'the name of a member is broken');
    const colonAt = passSpace(bytes, nameEnd);
    const at = bytes[colonAt] === colon ? passSpace(bytes, colonAt + 1) : colonAt;
    if (at - start > this.#recordBytesMax) return this.#breakOff('not_json', 'the name of a member is too long');
    if (at === size) return false;
    if (at === colonAt) return this.#breakOff('not_json', `found ${this.#found(at)}, expected a colon`, at);
    if (isNamedRecords(bytes, start + 1, nameEnd - 1)) return this.#beginRecords(at);
    const end = this.#windowScanner.scanValue(at, isLast);
    if (end === needsMore) return false;
    if (end === isTooLong) return this.#beginSkip(null, at);
    if (end === isBroken) return this.#breakOff('not_json', this.#scanner.failure, this.#scanner.failedAt);
    return this.#goTo('behind_member', end, false);
  }

  #beginRecords(at: number): boolean {
    if (this.#byte(at) !== openBracket) return this.#breakOff('records_not_array', `found ${this.#found(at)}`, at);
    if (this.#hasRecords) return this.#breakOff('records_repeated', null, at);
    this.#hasRecords = true;
    return this.#goTo('element', at + 1, true);
  }

  #behindMember(): boolean {
    if (this.#byte() === comma) return this.#goTo('member', this.#window.at + 1, false);
    if (this.#byte() === closeBrace) return this.#closeDocument();
    return this.#breakOff('not_json', `found ${this.#found()}, expected a comma or the end of the document`);
  }

  #closeDocument(): boolean {
    if (!this.#hasRecords) return this.#breakOff('records_missing', null);
    return this.#goTo('over', this.#window.at + 1, false);
  }

  #element(isLast: boolean): boolean {
    const start = this.#window.at;
    const byte = this.#byte();
    if (byte === closeBracket && this.#isFirst) return this.#goTo('behind_member', start + 1, false);
    const scanner = this.#windowScanner;
    const end = byte === openBrace ? scanner.scanRecord(start) : scanner.scanValue(start, isLast);
    if (end === needsMore) return false;
    if (end < 0) return this.#brokenElement(start, end);
    if (byte === openBrace) this.#giveRecord(start, end);
    else
      this.#sink.reject({
        ...this.#rejectElement(start, end, 'record_not_object', null),
        recordIndex: this.recordsRead,
      });
    this.recordsRead += 1;
    return this.#goTo('behind_element', end, false);
  }

  #behindElement(): boolean {
    if (this.#byte() === comma) return this.#goTo('element', this.#window.at + 1, false);
    if (this.#byte() === closeBracket) return this.#goTo('behind_member', this.#window.at + 1, false);
    return this.#breakOff('structure_lost', `found ${this.#found()} between records`);
  }

  #giveRecord(start: number, end: number): void {
    const record = this.#record;
    record.bytes = this.#window.bytes;
    record.start = start;
    record.end = end;
    record.index = this.recordsRead;
    record.byteOffset = this.#window.offset + start;
    this.#sink.record(record);
  }

  /** Goes on behind an element that cannot be read, if its brackets show where that is. */
  #brokenElement(start: number, end: number): boolean {
    const byte = this.#byte();
    if (byte !== openBrace && byte !== openBracket && byte !== quote) {
      return this.#breakOff('structure_lost', `found ${this.#found()} in place of a record`);
    }
    const { failure, failedAt } = this.#scanner;
    const detail = end === isTooLong ? null : `${failure} at byte ${this.#window.offset + failedAt}`;
    const reason = failure === 'too_deep' ? 'record_too_deep' : 'record_malformed';
    const reject = this.#rejectElement(start, failedAt + 1, end === isTooLong ? 'record_too_long' : reason, detail);
    return this.#beginSkip(reject, start);
  }

  #beginSkip(reject: Reject | null, at: number): boolean {
    this.#skipped = reject;
    this.#skipper.reset();
    return this.#goTo('skipping', at, false);
  }

  #skip(): boolean {
    const window = this.#window;
    window.at = this.#skipper.skip(window.bytes, window.at, window.size);
    const { state } = this.#skipper;
    const reject = this.#skipped;
    if (state === 'open') return false;
    if (state === 'lost') {
      if (reject === null) return this.#breakOff('not_json', 'the brackets of a member do not match', window.at - 1);
      return this.#breakOffWith({ ...reject, reason: 'structure_lost' });
    }
    if (reject === null) return this.#goTo('behind_member', window.at, false);
    this.#sink.reject({ ...reject, recordIndex: this.recordsRead });
    this.recordsRead += 1;
    return this.#goTo('behind_element', window.at, false);
  }

  #byte(at = this.#window.at): number {
    return this.#window.bytes[at] ?? 0;
  }

  /** One character as it stands, for a message. */
  #found(at = this.#window.at): string {
    const byte = this.#byte(at);
    return byte > 0x20 && byte < 0x7f
      ? `"${String.fromCharCode(byte)}"`
      : `byte 0x${byte.toString(16).padStart(2, '0')}`;
  }

  #goTo(place: Place, at: number, isFirst: boolean): boolean {
    this.#place = place;
    this.#window.at = at;
    this.#isFirst = isFirst;
    return true;
  }

  #rejectElement(start: number, end: number, reason: RejectReason, detail: string | null): Reject {
    const { bytes, size, offset } = this.#window;
    const excerpt = renderExcerpt(bytes, start, Math.min(end, size));
    return { recordIndex: null, byteOffset: offset + start, reason, detail, eventId: this.#eventId(), excerpt };
  }

  #eventId(): string | null {
    return readText(this.#scanner, this.#window.bytes, eventIdField) || null;
  }

  #breakOff(reason: RejectReason, detail: string | null, at = this.#window.at): false {
    const byteOffset = this.#window.offset + at;
    return this.#breakOffWith({ recordIndex: null, byteOffset, reason, detail, eventId: null, excerpt: null });
  }

  #breakOffWith(reject: Reject): false {
    this.#place = 'broken';
    this.#sink.reject(reject);
    return false;
  }
}

function isNamedRecords(bytes: Buffer, start: number, end: number): boolean {
  const isEscaped = bytes.subarray(start, end).includes(backslash);
  return decodeText(bytes, start, end, isEscaped) === 'Records';
}
