/** What can go wrong outside our own code. The list is closed: a new code is a new line here. */
export type SubtrailErrorCode =
  | 'wrong_use' // the user asked for something that does not exist or does not fit
  | 'policy_invalid' // the policy file breaks its schema
  | 'sql_parameter' // a statement and its parameters do not agree
  | 'query_failed' // the engine refused or failed a statement
  | 'lake_unreadable' // the lake is not there, is locked, or is of another make
  | 'object_unreadable' // a store did not give or take an object
  | 'notify_failed' // a message could not be delivered; `details.mayHaveArrived` says whether that is certain
  | 'count_mismatch'; // records read ≠ rows + rejects + skipped: our own books do not balance

/**
 * The one family of errors for a world that failed.
 * **shape**: `retryable` is decided by the adapter that knows; `cause` holds the error it came from.
 */
export class SubtrailError extends Error {
  override readonly name = 'SubtrailError';
  readonly code: SubtrailErrorCode;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: SubtrailErrorCode,
    message: string,
    options: { cause?: unknown; retryable?: boolean; details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}
