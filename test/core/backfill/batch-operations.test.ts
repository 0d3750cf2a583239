import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BatchOperationsEvent,
  batchOperationsEvent,
  readTask,
  renderAnswer,
  type TaskResult,
} from '../../../core/backfill/batch-operations.ts';
import { renderManifestLine } from '../../../core/backfill/manifest.ts';

/** The event of the user guide, version 1.0. */
const first: BatchOperationsEvent = {
  invocationSchemaVersion: '1.0',
  invocationId: 'invocation',
  job: { id: 'job' },
  tasks: [{ taskId: 'one', s3Key: 'a%20b', s3VersionId: '1', s3BucketArn: 'arn:aws:s3:::acme-trail' }],
};

describe('batchOperationsEvent', () => {
  test('takes both versions', () => {
    expect(batchOperationsEvent.parse(first)).toEqual(first);
    const second = {
      invocationSchemaVersion: '2.0',
      invocationId: 'abc',
      job: { id: 'j', userArguments: { from: '2026-01-01' } },
      tasks: [{ taskId: 't1', s3Key: 'AWSLogs/x', s3VersionId: null, s3Bucket: 'acme-trail' }],
    };
    expect(batchOperationsEvent.parse(second).tasks).toEqual(second.tasks);
  });

  test('refuses a version that nobody knows, and an event without tasks', () => {
    expect(batchOperationsEvent.safeParse({ ...first, invocationSchemaVersion: '3.0' }).success).toBe(false);
    expect(batchOperationsEvent.safeParse({ ...first, tasks: [] }).success).toBe(false);
  });
});

describe('readTask()', () => {
  test.each([
    [{ s3BucketArn: 'arn:aws:s3:::acme-trail' }, 'acme-trail'],
    [{ s3BucketArn: 'arn:aws-us-gov:s3:::acme-trail' }, 'acme-trail'],
    [{ s3BucketArn: 'arn:aws:s3:us-east-1:123456789012:acme-trail' }, 'acme-trail'],
    [{ s3Bucket: 'acme-trail' }, 'acme-trail'],
    [{ s3Bucket: 'acme-trail', s3BucketArn: null }, 'acme-trail'],
  ])('finds the bucket of %j', (task, bucket) => {
    expect(readTask({ taskId: 't', s3Key: 'log%20archive/a%2Bb', ...task })).toEqual({
      bucket,
      key: 'log archive/a+b',
    });
  });

  test('gives null for a task without a bucket, with another ARN, or with a key that is no encoding', () => {
    expect(readTask({ taskId: 't', s3Key: 'a' })).toBeNull();
    expect(readTask({ taskId: 't', s3Key: 'a', s3BucketArn: 'arn:aws:sqs:eu-west-1:123456789012:queue' })).toBeNull();
    expect(readTask({ taskId: 't', s3Key: '100%', s3Bucket: 'b' })).toBeNull();
  });

  test('finds the object that a line of a manifest names', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), (key) => {
        const s3Key = renderManifestLine('b', key).slice(2, -1);
        expect(readTask({ taskId: 't', s3Key, s3Bucket: 'b' })).toEqual({ bucket: 'b', key: key.toWellFormed() });
      }),
    );
  });
});

describe('renderAnswer()', () => {
  const outcomes = fc.constantFrom<TaskResult['outcome'][]>('succeeded', 'temporary_failure', 'permanent_failure');
  const ids = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 20 });

  test('has one result for each task, in their order, whatever was found out', () => {
    fc.assert(
      fc.property(
        ids,
        fc.array(fc.tuple(fc.nat(), outcomes, fc.string({ unit: 'binary', maxLength: 500 }))),
        (taskIds, found) => {
          const event = { ...first, tasks: taskIds.map((taskId) => ({ taskId, s3Key: 'k', s3Bucket: 'b' })) };
          const results = found.map(([at, outcome, text]) => ({
            taskId: taskIds[at % taskIds.length] ?? '',
            outcome,
            text,
          }));
          const answer = renderAnswer(event, results);
          expect(answer).toMatchObject({
            invocationSchemaVersion: '1.0',
            invocationId: 'invocation',
            treatMissingKeysAs: 'PermanentFailure',
          });
          expect(answer.results.map(({ taskId }) => taskId)).toEqual(taskIds);
          for (const { resultCode, resultString } of answer.results) {
            expect(['Succeeded', 'TemporaryFailure', 'PermanentFailure']).toContain(resultCode);
            expect([...resultString].length).toBeLessThanOrEqual(200);
            expect(resultString).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
          }
          expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
        },
      ),
    );
  });

  test('lets a task that was not reached come again', () => {
    expect(renderAnswer(first, []).results).toEqual([
      { taskId: 'one', resultCode: 'TemporaryFailure', resultString: 'not reached' },
    ]);
  });
});
