import {
  callerIdOf,
  classifyIdentity,
  deriveIdentity,
  type IdentityColumns,
  type IdentityText,
} from './caller-columns.ts';
import { type FieldReader, readFlag } from './field-reader.ts';
import { fieldId, fieldName, fieldsUsedAs } from './field-table.ts';
import type { ScannedRecord } from './scanned-record.ts';
import { noText } from './string-table.ts';
import { TupleTable } from './tuple-table.ts';

const callerFields = fieldsUsedAs('caller');
const flagFields = [fieldId('mfa_authenticated'), fieldId('console_session')];
const isFlag = callerFields.map((field) => flagFields.includes(field));
const slots = new Map(callerFields.map((field, slot) => [fieldName(field), slot]));

/** The texts of an event that tell who calls, as ids. */
export interface EventIds {
  readonly typeId: number;
  readonly sourceId: number;
}

/** A caller as rows point to it: what its identity says, and what that means in events of this kind. */
export interface Caller {
  readonly identity: IdentityColumns;
  readonly caller_kind: string;
  readonly caller_id: string | null;
}

interface Identity {
  readonly text: IdentityText;
  readonly columns: IdentityColumns;
  callerId: string | null; // worked out when it is first needed: many identities never need it
}

/**
 * Every distinct caller, worked out once: a session makes many calls.
 * What follows from the identity alone is worked out once for all services that it calls.
 */
export class CallerTable {
  readonly callers: Caller[] = [];
  readonly #identities: Identity[] = [];
  readonly #identityIds: number[] = []; // of each caller
  readonly #identityTuples = new TupleTable(callerFields.length);
  readonly #identityTuple = new Int32Array(callerFields.length);
  readonly #tuples = new TupleTable(3);
  readonly #tuple = new Int32Array(3);

  /** The place in `callers` of who made the call. */
  intern(record: ScannedRecord, reader: FieldReader, event: EventIds): number {
    this.#tuple[0] = this.#internIdentity(record, reader);
    this.#tuple[1] = event.typeId;
    this.#tuple[2] = event.sourceId;
    const id = this.#tuples.intern(this.#tuple);
    if (id === this.callers.length) this.#addCaller(reader);
    return id;
  }

  /** What the record says of a caller, before anything is worked out. */
  said(id: number): IdentityText {
    return this.#identity(this.#identityIds[id] ?? -1).text;
  }

  #identity(id: number): Identity {
    const identity = this.#identities[id];
    if (identity === undefined) throw new Error(`No identity has the number ${id}`);
    return identity;
  }

  #internIdentity(record: ScannedRecord, reader: FieldReader): number {
    const tuple = this.#identityTuple;
    for (let slot = 0; slot < tuple.length; slot += 1) {
      const field = callerFields[slot] ?? 0;
      tuple[slot] = isFlag[slot] === true ? reader.flag(record, field) : reader.id(record, field);
    }
    const id = this.#identityTuples.intern(tuple);
    if (id === this.#identities.length) {
      const text = this.#readIdentity(reader);
      this.#identities.push({ text, columns: deriveIdentity(text), callerId: null });
    }
    return id;
  }

  #addCaller(reader: FieldReader): void {
    const [identityId = 0, typeId = noText, sourceId = noText] = this.#tuple;
    const identity = this.#identity(identityId);
    const event = { event_type: reader.texts.text(typeId), event_source: reader.texts.text(sourceId) };
    const { kind, isLinkable } = classifyIdentity(identity.text, event);
    if (isLinkable) identity.callerId ??= callerIdOf(identity.columns);
    const caller_id = isLinkable ? identity.callerId : null;
    this.callers.push({ identity: identity.columns, caller_kind: kind, caller_id });
    this.#identityIds.push(identityId);
  }

  #readIdentity(reader: FieldReader): IdentityText {
    const number = (name: string): number => this.#identityTuple[slots.get(name) ?? -1] ?? noText;
    const text = (name: string): string | null => reader.texts.text(number(name));
    return {
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
    };
  }
}
