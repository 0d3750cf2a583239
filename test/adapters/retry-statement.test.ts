import { describe, expect, it } from 'vitest';
import { isPassing, retryStatement } from '../../adapters/retry-statement.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';

const failure = (errorName: string, message = 'no') =>
  new SubtrailError('query_failed', message, { details: { errorName } });

describe('retryStatement()', () => {
  it.each(['NO_NODES_AVAILABLE', 'SERVER_STARTING_UP', 'QUERY_QUEUE_FULL', 'ICEBERG_COMMIT_ERROR'])(
    'tries again what failed with %s',
    async (errorName) => {
      const tried: number[] = [];
      const answer = await retryStatement(async (triedBefore) => {
        tried.push(triedBefore);
        if (triedBefore === 0) throw failure(errorName);
        return 'done';
      });
      expect(answer).toBe('done');
      expect(tried).toEqual([0, 1]);
    },
  );

  it('gives up at once when the text is at fault', async () => {
    let attempts = 0;
    const run = retryStatement(async () => {
      attempts += 1;
      throw failure('COLUMN_NOT_FOUND', "Column 'NO_NODES_AVAILABLE' cannot be resolved");
    });
    await expect(run).rejects.toThrow('cannot be resolved');
    expect(attempts).toBe(1);
  });

  it('knows only errors of ours', () => {
    expect(isPassing(new Error('ICEBERG_COMMIT_ERROR'))).toBe(false);
    expect(isPassing(new SubtrailError('lake_unreadable', 'ICEBERG_COMMIT_ERROR'))).toBe(false);
  });
});
