import pRetry from 'p-retry';
import { SubtrailError } from '../core/subtrail-error.ts';

/** Attempts at a statement that another writer, or a cluster that is just coming up, got in the way of: both are soon done. */
const attemptsMax = 6;
/** Milliseconds before the second attempt. */
const firstPauseMillis = 300;

/** How engines say that somebody else's commit came first: Iceberg lets one of two win. */
const commitConflict =
  /ICEBERG_COMMIT_ERROR|TRANSACTION_CONFLICT|Failed to commit|conflicting files|concurrent update/i;
/** How Trino says that it has nobody to do the work right now. **source**: Trino, error codes (read 2026-11) */
const notReady = /NO_NODES_AVAILABLE|SERVER_STARTING_UP|SERVER_SHUTTING_DOWN|QUERY_QUEUE_FULL/;

/**
 * Runs a statement again when what kept it from working passes by itself. Every statement of ours is safe to repeat, and looks
 * at the table anew.
 * **shape**: `attempt` learns how often it was tried before. **errors**: those of the last attempt.
 * **source**: Apache Iceberg, optimistic concurrency (read 2026-11)
 */
export const retryStatement = <T>(attempt: (triedBefore: number) => Promise<T>): Promise<T> =>
  pRetry((number) => attempt(number - 1), {
    retries: attemptsMax - 1,
    minTimeout: firstPauseMillis,
    randomize: true,
    shouldRetry: ({ error }) => isPassing(error),
  });

/** Whether the same statement may well work in a moment. */
export const isPassing = (error: unknown): boolean => {
  if (!(error instanceof SubtrailError) || error.code !== 'query_failed') return false;
  const errorName = String(error.details['errorName'] ?? '');
  return commitConflict.test(`${errorName} ${error.message}`) || notReady.test(errorName);
};
