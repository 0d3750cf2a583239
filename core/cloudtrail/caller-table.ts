import { type CallerColumns, type CallerText, deriveCaller } from './caller-columns.ts';
import { type FieldReader, readFlag } from './field-reader.ts';
import { fieldId, fieldName, fieldsUsedAs } from './field-table.ts';
import type { ScannedRecord } from './scanned-record.ts';
import { noText } from './string-table.ts';
import { TupleTable } from './tuple-table.ts';

const callerFields = fieldsUsedAs('caller');
const flagFields = [fieldId('mfa_authenticated'), fieldId('console_session')];
const isFlag = callerFields.map((field) => flagFields.includes(field));
// All that can change what is worked out about a caller: its own members, and the event's type and source.
const names = [...callerFields.map(fieldName), 'event_type', 'event_source'];
const slots = new Map(names.map((name, slot) => [name, slot]));

/** Every distinct caller once, worked out once: a session makes many calls. */
export class CallerTable {
  readonly callers: CallerColumns[] = [];
  readonly #texts: CallerText[] = [];
  readonly #tuples = new TupleTable(names.length);
  readonly #tuple = new Int32Array(names.length);

  /** The place in `callers` of who made the call. */
  intern(
    record: ScannedRecord,
    reader: FieldReader,
    event: { readonly typeId: number; readonly sourceId: number },
  ): number {
    const tuple = this.#tuple;
    const count = callerFields.length;
    for (let slot = 0; slot < count; slot += 1) {
      const field = callerFields[slot] ?? 0;
      tuple[slot] = isFlag[slot] === true ? reader.flag(record, field) : reader.id(record, field);
    }
    tuple[count] = event.typeId;
    tuple[count + 1] = event.sourceId;
    const id = this.#tuples.intern(tuple);
    if (id === this.callers.length) this.#add(reader);
    return id;
  }

  /** What the record says of a caller, before anything is worked out. */
  said(id: number): CallerText {
    const text = this.#texts[id];
    if (text === undefined) throw new Error(`No caller has the number ${id}`);
    return text;
  }

  #add(reader: FieldReader): void {
    const number = (name: string): number => this.#tuple[slots.get(name) ?? -1] ?? noText;
    const text = (name: string): string | null => reader.texts.text(number(name));
    const said: CallerText = {
      user_identity_type: text('user_identity_type'),
      principal_id: text('principal_id'),
      principal_arn: text('principal_arn'),
      caller_account_id: text('caller_account_id'),
      access_key_id: text('access_key_id'),
      user_name: text('user_name'),
      identity_provider: text('identity_provider'),
      issuer_type: text('issuer_type'),
      issuer_principal_id: text('issuer_principal_id'),
      issuer_arn: text('issuer_arn'),
      federated_provider: text('federated_provider'),
      session_created_at: text('session_created_at'),
      source_identity: text('source_identity'),
      invoked_by: text('invoked_by'),
      mfa_authenticated: readFlag(number('mfa_authenticated')),
      console_session: readFlag(number('console_session')),
      event_type: text('event_type'),
      event_source: text('event_source'),
    };
    this.#texts.push(said);
    this.callers.push(deriveCaller(said));
  }
}
