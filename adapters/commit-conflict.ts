import pRetry from 'p-retry';
import { SubtrailError } from '../core/subtrail-error.ts';

/** Attempts at a statement that another writer got in the way of: writers are few, and each is soon done. */
const attemptsMax = 6;
/** Milliseconds before the second attempt. */
const firstPauseMillis = 300;

/**
 * Runs a statement again when another writer committed to the same table meanwhile: Iceberg lets one of two win. Every statement
 * of ours is safe to repeat, and looks at the table anew.
 * **shape**: `attempt` learns how often it was tried before. **errors**: those of the last attempt.
 * **source**: Apache Iceberg, optimistic concurrency (read 2026-11)
 */
export const retryOnConflict = <T>(attempt: (triedBefore: number) => Promise<T>): Promise<T> =>
  pRetry((number) => attempt(number - 1), {
    retries: attemptsMax - 1,
    minTimeout: firstPauseMillis,
    randomize: true,
    shouldRetry: ({ error }) => isCommitConflict(error),
  });

/** Whether an engine says that somebody else's commit came first. */
export const isCommitConflict = (error: unknown): boolean =>
  error instanceof SubtrailError &&
  error.code === 'query_failed' &&
  /ICEBERG_COMMIT_ERROR|TRANSACTION_CONFLICT|Failed to commit|conflicting files|concurrent update/i.test(
    `${String(error.details['errorName'] ?? '')} ${error.message}`,
  );
