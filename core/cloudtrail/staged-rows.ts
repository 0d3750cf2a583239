import { createHash } from 'node:crypto';
import { CallerTable } from './caller-table.ts';
import {
  deriveExchange,
  type ExchangeColumns,
  findExchangeKind,
  isPermissionSet,
  type SubjectParser,
} from './exchange-columns.ts';
import { FieldReader, flagTrue, isOther } from './field-reader.ts';
import { fieldId, fieldName, fieldsUsedAs } from './field-table.ts';
import type { IngestLimits } from './ingest-limits.ts';
import { type Instant, parseInstantText } from './instant.ts';
import { valueEscapedText, valueObject } from './json-value.ts';
import { compactPayload } from './payload-text.ts';
import { skippedKind } from './record-kind.ts';
import type { RejectReason } from './reject-reasons.ts';
import type { ScannedRecord } from './scanned-record.ts';
import { noText } from './string-table.ts';

/** What became of a record: a row, a kind that is passed over, or a reject. */
export type RecordVerdict =
  | { readonly outcome: 'row' }
  | { readonly outcome: 'skipped'; readonly kind: string }
  | { readonly outcome: 'rejected'; readonly reason: RejectReason };

/** The object whose records are added. */
export interface RowSource {
  readonly uri: string;
  /** The account in the object's name, for records that do not say whose they are. */
  readonly accountId: string | null;
}

/** One exchange and the row that it stands in. */
export interface RowExchange {
  readonly row: number;
  readonly exchange: ExchangeColumns;
}

const textFields = fieldsUsedAs('text');
const eventTime = fieldId('event_time');
const eventId = fieldId('event_id');
const sharedEventId = fieldId('shared_event_id');
const readOnly = fieldId('read_only');
const requestParameters = fieldId('request_parameters');
const responseElements = fieldId('response_elements');
const columnOf = (name: string): number => textFields.indexOf(fieldId(name));
const eventSource = columnOf('event_source');
const eventName = columnOf('event_name');
const eventType = columnOf('event_type');
const eventCategory = columnOf('event_category');
const errorCode = columnOf('error_code');
const userAgent = columnOf('user_agent');
const recipientAccountId = columnOf('recipient_account_id');

const sts = 'sts.amazonaws.com';
const row: RecordVerdict = { outcome: 'row' };
const timeMissing: RecordVerdict = { outcome: 'rejected', reason: 'event_time_missing' };
const timeBroken: RecordVerdict = { outcome: 'rejected', reason: 'event_time_broken' };
const nameMissing: RecordVerdict = { outcome: 'rejected', reason: 'event_name_missing' };

/**
 * Rows of `staged_events` in columns, with repeated texts and callers as numbers: a record becomes no object of its own.
 * `renderStagedColumns` turns them into what a Parquet file wants.
 */
export class StagedRows {
  count = 0;
  /** JSON bytes of the records that became rows. */
  jsonBytes = 0;
  /** Odd values in the records that became rows, since the count was last set back. */
  oddValues = 0;

  readonly reader = new FieldReader();
  readonly callers: CallerTable;
  readonly seconds: Float64Array;
  readonly micros: Int32Array;
  readonly callerIds: Int32Array;
  readonly recordIndexes: Int32Array;
  readonly sourceIds: Int32Array;
  readonly readOnlyFlags: Int8Array;
  /** Ids of the texts of each member that is used as text, in the order of the table of fields. */
  readonly textIds: readonly { readonly name: string; readonly ids: Int32Array }[];
  readonly eventIds: string[] = [];
  readonly sharedEventIds: (string | null)[] = [];
  readonly requests: (string | null)[] = [];
  readonly responses: (string | null)[] = [];
  readonly arnIds: number[] = [];
  /** Where in `arnIds` the row's resources end. */
  readonly arnEnds: Int32Array;
  readonly exchanges: RowExchange[] = [];
  readonly sources: string[] = [];

  readonly #rowsMax: number;
  readonly #jsonBytesMax: number;
  readonly #limits: IngestLimits;
  readonly #parseSubject: SubjectParser;
  readonly #ids: Int32Array[];
  #skipTypeId = -1;
  #skipCategoryId = -1;
  #skip: RecordVerdict | null = null;
  #timeId = -1;
  #time: Instant | null = null;

  constructor(options: {
    readonly rowsMax: number;
    readonly jsonBytesMax: number;
    readonly limits: IngestLimits;
    readonly parseSubject: SubjectParser;
  }) {
    const { rowsMax } = options;
    this.#rowsMax = rowsMax;
    this.#jsonBytesMax = options.jsonBytesMax;
    this.#limits = options.limits;
    this.#parseSubject = options.parseSubject;
    this.callers = new CallerTable(options.parseSubject);
    this.seconds = new Float64Array(rowsMax);
    this.micros = new Int32Array(rowsMax);
    this.callerIds = new Int32Array(rowsMax);
    this.recordIndexes = new Int32Array(rowsMax);
    this.sourceIds = new Int32Array(rowsMax);
    this.readOnlyFlags = new Int8Array(rowsMax);
    this.arnEnds = new Int32Array(rowsMax);
    this.#ids = textFields.map(() => new Int32Array(rowsMax));
    this.textIds = textFields.map((field, i) => ({ name: fieldName(field), ids: this.#ids[i] ?? new Int32Array(0) }));
  }

  /** Whether no more rows should be added. */
  get isFull(): boolean {
    return this.count >= this.#rowsMax || this.jsonBytes >= this.#jsonBytesMax;
  }

  /** Adds the record as a row if it is one. Must not be called when full. */
  add(record: ScannedRecord, source: RowSource): RecordVerdict {
    const { reader } = this;
    const n = this.count;
    reader.begin(record);
    for (let i = 0; i < textFields.length; i += 1) {
      const ids = this.#ids[i];
      if (ids !== undefined) ids[n] = reader.id(record, textFields[i] ?? 0);
    }
    const skip = this.#judgeKind();
    if (skip !== null) return skip;
    const timeId = reader.id(record, eventTime);
    if (timeId === noText) return timeMissing;
    if (this.#id(eventName) === noText) return nameMissing;
    const time = this.#readTime(timeId);
    if (time === null) return timeBroken;
    this.seconds[n] = time.seconds;
    this.micros[n] = time.micros;
    this.#addEvent(record, source, { timeId, time });
    this.#addPayloads(record, time);
    reader.countOddContainers(record);
    this.count = n + 1;
    this.jsonBytes += record.end - record.start;
    this.oddValues += reader.odd;
    return row;
  }

  /** The id of a text of the row that is being added. */
  #id(column: number): number {
    return this.#ids[column]?.[this.count] ?? noText;
  }

  #text(column: number): string | null {
    return this.reader.texts.text(this.#id(column));
  }

  #judgeKind(): RecordVerdict | null {
    const typeId = this.#id(eventType);
    const categoryId = this.#id(eventCategory);
    if (typeId !== this.#skipTypeId || categoryId !== this.#skipCategoryId) {
      const kind = skippedKind(this.#text(eventCategory), this.#text(eventType));
      this.#skip = kind === null ? null : { outcome: 'skipped', kind };
      this.#skipTypeId = typeId;
      this.#skipCategoryId = categoryId;
    }
    return this.#skip;
  }

  #readTime(timeId: number): Instant | null {
    if (timeId !== this.#timeId) {
      this.#timeId = timeId;
      this.#time = parseInstantText(this.reader.texts.text(timeId) ?? '');
    }
    return this.#time;
  }

  #addEvent(record: ScannedRecord, source: RowSource, when: { readonly timeId: number; readonly time: Instant }): void {
    const n = this.count;
    const { reader } = this;
    this.eventIds[n] = reader.text(record, eventId) ?? recordId(record);
    this.sharedEventIds[n] = reader.text(record, sharedEventId);
    this.recordIndexes[n] = record.index;
    if (this.sources.at(-1) !== source.uri) this.sources.push(source.uri);
    this.sourceIds[n] = this.sources.length - 1;
    if (this.#id(recipientAccountId) === noText && source.accountId !== null) {
      const account = Buffer.from(source.accountId);
      const ids = this.#ids[recipientAccountId];
      if (ids !== undefined) ids[n] = reader.texts.intern(account, 0, account.length, false);
    }
    const callerId = this.callers.intern(record, reader, {
      typeId: this.#id(eventType),
      sourceId: this.#id(eventSource),
      ...when,
    });
    this.callerIds[n] = callerId;
    reader.odd += this.callers.callers[callerId]?.identity.oddValues ?? 0;
    const { arns } = record.scanner;
    for (let i = 0; i < arns.length; i += 3) {
      const id = reader.texts.intern(record.bytes, arns[i] ?? 0, arns[i + 1] ?? 0, arns[i + 2] === valueEscapedText);
      if (id !== noText) this.arnIds.push(id);
    }
    this.arnEnds[n] = this.arnIds.length;
  }

  #addPayloads(record: ScannedRecord, time: Instant): void {
    const n = this.count;
    const flag = this.reader.flag(record, readOnly);
    const isKept = flag !== flagTrue;
    const source = this.#text(eventSource);
    const exchangeKind = findExchangeKind(source, this.#text(eventName));
    const request = this.#payload(record, requestParameters, isKept || exchangeKind !== null);
    // What STS answers is credentials, and what else it says has columns of its own.
    const keepsResponse = isKept && source !== sts;
    const response = this.#payload(record, responseElements, keepsResponse || exchangeKind !== null);
    this.readOnlyFlags[n] = flag;
    this.requests[n] = isKept ? request : null;
    this.responses[n] = keepsResponse ? response : null;
    if (exchangeKind === null) return;
    const callerId = this.callerIds[n] ?? 0;
    const caller = this.callers.said(callerId);
    const exchange = deriveExchange(
      {
        exchangeKind,
        eventTime: time,
        errorCode: this.#text(errorCode),
        userAgent: this.#text(userAgent),
        request: request === null ? null : JSON.parse(request),
        response: response === null ? null : JSON.parse(response),
        caller,
      },
      this.#parseSubject,
    );
    if (exchange === null) return;
    this.reader.odd += exchange.oddValues;
    if (isPermissionSet(exchange)) this.callerIds[n] = this.callers.internAs(callerId, 'identity_center');
    this.exchanges.push({ row: n, exchange });
  }

  /** JSON text without session tokens. Null when it is not wanted, is not there, is no object or is too long. */
  #payload({ scanner, bytes }: ScannedRecord, field: number, isWanted: boolean): string | null {
    const kind = scanner.kinds[field];
    if (isOther(kind, valueObject)) this.reader.odd += 1;
    if (!isWanted || kind !== valueObject) return null;
    const start = scanner.starts[field] ?? 0;
    const end = scanner.ends[field] ?? 0;
    const isCompact = !scanner.hasSpace && scanner.tokens.length === 0;
    const text = isCompact ? bytes.subarray(start, end) : compactPayload(bytes, start, end, scanner.tokens);
    if (text.length <= this.#limits.payloadBytesMax) return text.toString('utf8');
    this.reader.odd += 1;
    return null;
  }
}

/** An id for a record without one: the same whenever the same bytes are read. */
const recordId = ({ bytes, start, end }: ScannedRecord): string =>
  `record:${createHash('sha256').update(bytes.subarray(start, end)).digest('hex').slice(0, 32)}`;
