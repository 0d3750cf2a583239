import {
  callerIdOf,
  classifyIdentity,
  deriveIdentity,
  type IdentityColumns,
  type IdentityText,
  isKnownByTime,
} from '../../core/cloudtrail/caller-columns.ts';
import {
  deriveExchange,
  findExchangeKind,
  isPermissionSet,
  type SubjectParser,
} from '../../core/cloudtrail/exchange-columns.ts';
import { ingestLimits } from '../../core/cloudtrail/ingest-limits.ts';
import { type Instant, parseInstantText } from '../../core/cloudtrail/instant.ts';
import { skippedKind } from '../../core/cloudtrail/record-kind.ts';
import type { RejectReason } from '../../core/cloudtrail/reject-reasons.ts';
import { type CellValue, microsOf } from '../../core/cloudtrail/staged-columns.ts';

type Json = Readonly<Record<string, unknown>>;

/** What the plain way makes of one delivery. */
export interface ReferenceReading {
  readonly rows: readonly Readonly<Record<string, CellValue>>[];
  readonly rejects: readonly { readonly recordIndex: number; readonly reason: RejectReason }[];
  readonly skippedKinds: Readonly<Record<string, number>>;
  readonly oddValues: number;
}

interface KnownIdentity {
  readonly cells: Readonly<Record<string, CellValue>>;
  readonly oddValues: number;
  readonly callerId: string | null; // null where the time of the call is part of it
  readonly identity: IdentityColumns;
}

/**
 * The same columns the plain way: `JSON.parse`, then one object for each record. The measure for the scanner, in speed and in truth.
 * **shape**: `event_id` is null where the record has none, since the record's bytes are gone; payloads are written anew.
 */
export class ReferenceExtractor {
  readonly #parseSubject: SubjectParser;
  readonly #identities = new Map<string, KnownIdentity>();
  #odd = 0;

  constructor(parseSubject: SubjectParser) {
    this.#parseSubject = parseSubject;
  }

  /** Reads a delivery that is valid JSON with an array `Records`. */
  read(json: string, source: { readonly uri: string; readonly accountId: string | null }): ReferenceReading {
    const document: { readonly Records: readonly unknown[] } = JSON.parse(json);
    const rows: Readonly<Record<string, CellValue>>[] = [];
    const rejects: { readonly recordIndex: number; readonly reason: RejectReason }[] = [];
    const skippedKinds: Record<string, number> = {};
    let oddValues = 0;
    for (const [recordIndex, record] of document.Records.entries()) {
      this.#odd = 0;
      if (!isJson(record)) {
        rejects.push({ recordIndex, reason: 'record_not_object' });
        continue;
      }
      const kind = skippedKind(this.#text(record['eventCategory']), this.#text(record['eventType']));
      if (kind !== null) {
        skippedKinds[kind] = (skippedKinds[kind] ?? 0) + 1;
        continue;
      }
      const timeText = this.#text(record['eventTime']);
      const time = timeText === null ? null : parseInstantText(timeText);
      if (timeText === null) rejects.push({ recordIndex, reason: 'event_time_missing' });
      else if (this.#text(record['eventName']) === null) rejects.push({ recordIndex, reason: 'event_name_missing' });
      else if (time === null) rejects.push({ recordIndex, reason: 'event_time_broken' });
      else {
        this.#odd = 0;
        rows.push(this.#extract(record, { ...source, recordIndex, time }));
        oddValues += this.#odd;
      }
    }
    return { rows, rejects, skippedKinds, oddValues };
  }

  #extract(
    record: Json,
    {
      uri,
      accountId,
      recordIndex,
      time,
    }: { uri: string; accountId: string | null; recordIndex: number; time: Instant },
  ): Record<string, CellValue> {
    const said = this.#caller(record);
    const event = {
      event_source: this.#text(record['eventSource']),
      event_name: this.#text(record['eventName']),
      event_type: this.#text(record['eventType']),
      error_code: this.#text(record['errorCode']),
      user_agent: this.#text(record['userAgent']),
    };
    const identity = this.#identity(said);
    const { kind, isLinkable } = classifyIdentity(said, event);
    this.#odd += identity.oddValues;
    const isReadOnly = this.#flag(record['readOnly']);
    const request = this.#object(record['requestParameters']);
    const response = this.#object(record['responseElements']);
    const keepsResponse = isReadOnly !== true && event.event_source !== 'sts.amazonaws.com';
    const row: Record<string, CellValue> = {
      ...identity.cells,
      caller_kind: kind,
      caller_id: isLinkable ? (identity.callerId ?? callerIdOf(identity.identity, time)) : null,
      event_time: microsOf(time),
      event_date: Math.floor(time.seconds / 86_400),
      event_id: this.#text(record['eventID']),
      shared_event_id: this.#text(record['sharedEventID']),
      event_source: event.event_source,
      event_name: event.event_name,
      event_type: event.event_type,
      event_category: this.#text(record['eventCategory']),
      aws_region: this.#text(record['awsRegion']),
      recipient_account_id: this.#text(record['recipientAccountId']) ?? accountId,
      error_code: event.error_code,
      error_message: this.#text(record['errorMessage']),
      source_ip_address: this.#text(record['sourceIPAddress']),
      user_agent: event.user_agent,
      vpc_endpoint_id: this.#text(record['vpcEndpointId']),
      read_only: isReadOnly,
      resource_arns: this.#arns(record['resources']),
      request_parameters: isReadOnly === true ? null : this.#payload(request),
      response_elements: keepsResponse ? this.#payload(response) : null,
      source_object: uri,
      record_index: recordIndex,
    };
    const exchangeKind = findExchangeKind(event.event_source, event.event_name);
    if (exchangeKind !== null)
      Object.assign(row, this.#exchange({ event, exchangeKind, time, said, request, response }));
    return row;
  }

  #caller(record: Json): IdentityText {
    const identity = this.#object(record['userIdentity']);
    const session = this.#object(identity?.['sessionContext']);
    const issuer = this.#object(session?.['sessionIssuer']);
    const attributes = this.#object(session?.['attributes']);
    const federation = this.#object(session?.['webIdFederationData']);
    return {
      user_identity_type: this.#text(identity?.['type']),
      principal_id: this.#text(identity?.['principalId']),
      principal_arn: this.#text(identity?.['arn']),
      caller_account_id: this.#text(identity?.['accountId']),
      access_key_id: this.#text(identity?.['accessKeyId']),
      user_name: this.#text(identity?.['userName']),
      identity_provider: this.#text(identity?.['identityProvider']),
      issuer_type: this.#text(issuer?.['type']),
      issuer_principal_id: this.#text(issuer?.['principalId']),
      issuer_arn: this.#text(issuer?.['arn']),
      federated_provider: this.#text(federation?.['federatedProvider']),
      federated_attributes: textOfObject(federation?.['attributes']),
      session_created_at: this.#text(attributes?.['creationDate']),
      source_identity: this.#text(session?.['sourceIdentity']),
      invoked_by: this.#text(identity?.['invokedBy']),
      mfa_authenticated: this.#flag(attributes?.['mfaAuthenticated']),
      console_session: this.#flag(record['sessionCredentialFromConsole']),
      assumed_root: this.#flag(session?.['assumedRoot']),
    };
  }

  /** Remembers identities, as anybody would for whom a hash for every record is too slow. */
  #identity(said: IdentityText): KnownIdentity {
    const key = Object.values(said).join('\n');
    const known = this.#identities.get(key);
    if (known !== undefined) return known;
    const identity = deriveIdentity(said);
    const { oddValues, session_created_at: createdAt, ...columns } = identity;
    const cells = { ...columns, session_created_at: createdAt === null ? null : microsOf(createdAt) };
    const callerId = isKnownByTime(identity) ? null : callerIdOf(identity, null);
    const found = { cells, oddValues, callerId, identity };
    this.#identities.set(key, found);
    return found;
  }

  #exchange(found: {
    readonly event: Readonly<Record<'error_code' | 'user_agent', string | null>>;
    readonly exchangeKind: string;
    readonly time: Instant;
    readonly said: IdentityText;
    readonly request: Json | null;
    readonly response: Json | null;
  }): Record<string, CellValue> {
    const derived = deriveExchange(
      {
        exchangeKind: found.exchangeKind,
        eventTime: found.time,
        errorCode: found.event.error_code,
        userAgent: found.event.user_agent,
        request: withoutTokens(found.request),
        response: withoutTokens(found.response),
        caller: found.said,
      },
      this.#parseSubject,
    );
    if (derived === null) return {};
    const { oddValues, expires_at, ...exchange } = derived;
    this.#odd += oddValues;
    const kind = isPermissionSet(derived) ? { caller_kind: 'identity_center' } : {};
    return { ...exchange, ...kind, expires_at: expires_at === null ? null : microsOf(expires_at) };
  }

  #arns(value: unknown): string[] | null {
    if (!Array.isArray(value)) {
      if (value !== undefined && value !== null) this.#odd += 1;
      return null;
    }
    const arns: string[] = [];
    for (const resource of value) {
      const arn: unknown = isJson(resource) ? (resource['ARN'] ?? resource['arn']) : false;
      if (typeof arn === 'string' && arn !== '') arns.push(arn);
      else if (arn !== undefined && arn !== null && arn !== '') this.#odd += 1;
    }
    return arns.length === 0 ? null : arns;
  }

  #payload(value: Json | null): string | null {
    if (value === null) return null;
    const text = renderWithoutTokens(value);
    if (Buffer.byteLength(text) <= ingestLimits.payloadBytesMax) return text;
    this.#odd += 1;
    return null;
  }

  #text(value: unknown): string | null {
    if (typeof value === 'string') return value === '' ? null : value;
    if (value !== undefined && value !== null) this.#odd += 1;
    return null;
  }

  #flag(value: unknown): boolean | null {
    if (typeof value === 'boolean') return value;
    const text = this.#text(value);
    if (text !== null && text !== 'true' && text !== 'false') this.#odd += 1;
    return text === 'true' ? true : text === 'false' ? false : null;
  }

  #object(value: unknown): Json | null {
    if (isJson(value)) return value;
    if (value !== undefined && value !== null) this.#odd += 1;
    return null;
  }
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const renderWithoutTokens = (value: unknown): string =>
  JSON.stringify(value, (name, member: unknown) => (/^sessiontoken$/i.test(name) ? undefined : member));

const withoutTokens = (value: Json | null): unknown => (value === null ? null : JSON.parse(renderWithoutTokens(value)));

/** The JSON text of an object that says anything. */
const textOfObject = (value: unknown): string | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
    ? JSON.stringify(value)
    : null;
