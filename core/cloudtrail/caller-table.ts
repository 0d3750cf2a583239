import type { OriginKind } from '../origin/origin-kind.ts';
import type { SubjectColumns } from '../origin/subject.ts';
import {
  callerIdOf,
  classifyIdentity,
  deriveIdentity,
  type IdentityColumns,
  type IdentityText,
  isKnownByTime,
} from './caller-columns.ts';
import type { SubjectParser } from './exchange-columns.ts';
import { type FieldReader, readFlag } from './field-reader.ts';
import { fieldId, fieldName, fieldsUsedAs } from './field-table.ts';
import type { Instant } from './instant.ts';
import { valueObject } from './json-value.ts';
import type { ScannedRecord } from './scanned-record.ts';
import { noText } from './string-table.ts';
import { TupleTable } from './tuple-table.ts';

const jsonFields = fieldsUsedAs('caller_json');
const callerFields = [...fieldsUsedAs('caller'), ...jsonFields];
const flagFields = ['mfa_authenticated', 'console_session', 'assumed_root'].map(fieldId);
const emptyObjectBytes = 2;
const isFlag = callerFields.map((field) => flagFields.includes(field));
const isJson = callerFields.map((field) => jsonFields.includes(field));
const slots = new Map(callerFields.map((field, slot) => [fieldName(field), slot]));

/** The texts of an event that tell who calls, as ids. */
export interface EventIds {
  readonly typeId: number;
  readonly sourceId: number;
  readonly timeId: number;
  readonly time: Instant;
}

/** A caller as rows point to it: what its identity says, and what that means in events of this kind. */
export interface Caller {
  readonly identity: IdentityColumns;
  readonly caller_kind: string;
  readonly caller_id: string | null;
  /** What the session's own context says about its job, null where it says nothing. */
  readonly ci: SubjectColumns | null;
}

interface Identity {
  readonly text: IdentityText;
  readonly columns: IdentityColumns;
  readonly ci: SubjectColumns | null;
  readonly isKnownByTime: boolean;
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
  readonly #places: number[] = []; // in `callers`, of each tuple
  readonly #identityTuples = new TupleTable(callerFields.length);
  readonly #identityTuple = new Int32Array(callerFields.length);
  readonly #tuples = new TupleTable(4);
  readonly #tuple = new Int32Array(4);
  readonly #asKinds = new Map<string, number>();
  readonly #parseSubject: SubjectParser;
  /** Whether any caller has CI columns of its own. */
  hasCi = false;

  constructor(parseSubject: SubjectParser) {
    this.#parseSubject = parseSubject;
  }

  /** The place in `callers` of who made the call. */
  intern(record: ScannedRecord, reader: FieldReader, event: EventIds): number {
    const identityId = this.#internIdentity(record, reader);
    this.#tuple[0] = identityId;
    this.#tuple[1] = event.typeId;
    this.#tuple[2] = event.sourceId;
    this.#tuple[3] = this.#identity(identityId).isKnownByTime ? event.timeId : noText;
    const place = this.#tuples.intern(this.#tuple);
    if (place === this.#places.length) this.#addCaller(reader, event.time);
    return this.#places[place] ?? 0;
  }

  /** The place of the same caller as one of another kind, where the event tells more than the identity. */
  internAs(id: number, kind: OriginKind): number {
    const key = `${id} ${kind}`;
    const known = this.#asKinds.get(key);
    if (known !== undefined) return known;
    const caller = this.callers[id];
    if (caller === undefined) throw new Error(`No caller has the number ${id}`);
    this.callers.push({ ...caller, caller_kind: kind });
    this.#identityIds.push(this.#identityIds[id] ?? 0);
    this.#asKinds.set(key, this.callers.length - 1);
    return this.callers.length - 1;
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
      if (isFlag[slot] === true) tuple[slot] = reader.flag(record, field);
      else tuple[slot] = isJson[slot] === true ? internObject(record, reader, field) : reader.id(record, field);
    }
    const id = this.#identityTuples.intern(tuple);
    if (id === this.#identities.length) {
      const text = this.#readIdentity(reader);
      const columns = deriveIdentity(text);
      const ci = this.#parseOwnSubject(columns);
      this.#identities.push({ text, columns, ci, isKnownByTime: isKnownByTime(columns), callerId: null });
    }
    return id;
  }

  #parseOwnSubject({ federated_subject, federated_issuer }: IdentityColumns): SubjectColumns | null {
    if (federated_subject === null) return null;
    this.hasCi = true;
    return this.#parseSubject({ subject: federated_subject, issuer: federated_issuer, audience: null });
  }

  #addCaller(reader: FieldReader, time: Instant): void {
    const [identityId = 0, typeId = noText, sourceId = noText] = this.#tuple;
    const identity = this.#identity(identityId);
    const event = { event_type: reader.texts.text(typeId), event_source: reader.texts.text(sourceId) };
    const { kind, isLinkable } = classifyIdentity(identity.text, event);
    const { columns, ci } = identity;
    this.#places.push(this.callers.length);
    this.callers.push({
      identity: columns,
      caller_kind: kind,
      caller_id: isLinkable ? idOf(identity, time) : null,
      ci,
    });
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
      federated_attributes: text('federated_attributes'),
      session_created_at: text('session_created_at'),
      source_identity: text('source_identity'),
      invoked_by: text('invoked_by'),
      mfa_authenticated: readFlag(number('mfa_authenticated')),
      console_session: readFlag(number('console_session')),
      assumed_root: readFlag(number('assumed_root')),
    };
  }
}

function idOf(identity: Identity, time: Instant): string {
  if (identity.isKnownByTime) return callerIdOf(identity.columns, time);
  identity.callerId ??= callerIdOf(identity.columns, null);
  return identity.callerId;
}

/** The id of an object's JSON text; most are empty, which is as good as none. */
function internObject({ scanner, bytes }: ScannedRecord, reader: FieldReader, field: number): number {
  const start = scanner.starts[field] ?? 0;
  const end = scanner.ends[field] ?? 0;
  if (scanner.kinds[field] !== valueObject || end - start <= emptyObjectBytes) return noText;
  return reader.texts.intern(bytes, start, end, false);
}
