/** Every reason why a record or an object is not read, with one line on what it means. The list is closed. */
export const rejectReasons = {
  // One record, with its index. The records around it are read.
  record_not_object: 'the element of Records is null, a number, a text, a boolean or an array',
  record_malformed: 'the record is not valid JSON inside, but its brackets close',
  record_too_deep: 'the record nests deeper than the limit',
  record_too_long: 'the record has more bytes than the limit',
  event_time_missing: 'eventTime is absent, null, empty or no text',
  event_time_broken: 'eventTime is no moment in UTC that the calendar knows',
  event_name_missing: 'eventName is absent, null, empty or no text',
  // The object as a whole, without an index. Records read before stay.
  file_empty: 'the object holds no bytes but white space',
  not_gzip: 'the object is named .gz, but holds neither gzip nor JSON',
  not_json: 'the object does not hold JSON, or breaks off being JSON outside its records',
  document_not_object: 'the document is JSON, but not an object',
  records_missing: 'the document has no member Records',
  records_not_array: 'Records is not an array',
  records_repeated: 'the document has a second member Records, which is not read',
  structure_lost: 'between or inside records brackets do not match, so that the next record cannot be found',
  truncated_json: 'the JSON ends before its brackets close',
  trailing_bytes: 'bytes other than white space follow the document',
  truncated_gzip: 'the gzip stream ends too early',
  corrupt_gzip: 'the gzip stream is damaged',
  trailing_garbage: 'bytes follow the end of the gzip stream',
  inflated_too_large: 'the object holds more JSON than the limit',
} as const;

/** The code of one reason. */
export type RejectReason = keyof typeof rejectReasons;

/**
 * One record or object that could not be read.
 * **shape**: `recordIndex` is the zero-based position in `Records`, null for the object as a whole; `byteOffset` counts inflated
 * bytes; `excerpt` is bounded and holds no session token.
 */
export interface Reject {
  readonly recordIndex: number | null;
  readonly byteOffset: number;
  readonly reason: RejectReason;
  readonly detail: string | null;
  readonly eventId: string | null;
  readonly excerpt: string | null;
}
