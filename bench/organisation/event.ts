/** A CloudTrail record as it would stand in a delivery. */
export type RawRecord = Readonly<Record<string, unknown>>;

/** What an event really goes back to. It is known because we made it, not because we looked it up. */
export interface OriginTruth {
  readonly originKind: string;
  readonly originSubject: string | null;
  readonly originIssuer: string | null;
  readonly originKeyId: string | null;
}

/**
 * The truth of one recorded event.
 * **shape**: `attribution` and `chainDepth` are what a lake that has read everything should say.
 */
export interface EventTruth extends OriginTruth {
  readonly eventId: string;
  readonly recipientAccountId: string;
  readonly chainDepth: number | null;
  readonly attribution: string;
}

/** One event of the organisation before it is put into a delivery. `isLate`: its delivery comes days afterwards. */
export interface MadeEvent {
  readonly at: Date;
  readonly accountId: string;
  readonly region: string;
  readonly record: RawRecord;
  readonly truth: EventTruth;
  readonly isLate?: true;
}
