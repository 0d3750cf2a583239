import { z } from 'zod';
import { decodeTaskKey } from './manifest.ts';

const task = z.object({
  taskId: z.string().min(1),
  s3Key: z.string().min(1),
  s3VersionId: z.string().nullish(),
  s3BucketArn: z.string().nullish(),
  s3Bucket: z.string().nullish(),
});

/**
 * What S3 Batch Operations hands to a function, in both versions: 1.0 names the bucket by its ARN, 2.0 by its name.
 * **source**: S3 user guide, invoking a Lambda function (read 2026-11)
 */
export const batchOperationsEvent = z.object({
  invocationSchemaVersion: z.enum(['1.0', '2.0']),
  invocationId: z.string().min(1),
  job: z.object({ id: z.string() }),
  tasks: z.array(task).min(1),
});

/** An event of S3 Batch Operations, checked. */
export type BatchOperationsEvent = z.infer<typeof batchOperationsEvent>;
/** One object that it asks for, as it writes it. */
export type BatchOperationsTask = BatchOperationsEvent['tasks'][number];

/** An object that a task names. */
export interface TaskObject {
  readonly bucket: string;
  readonly key: string;
}

/** What became of a task. `temporary_failure` comes again, at the end of the job at the latest. */
export interface TaskResult {
  readonly taskId: string;
  readonly outcome: 'succeeded' | 'temporary_failure' | 'permanent_failure';
  readonly text: string;
}

/** What S3 Batch Operations wants back. */
export interface BatchOperationsAnswer {
  readonly invocationSchemaVersion: string;
  readonly treatMissingKeysAs: 'PermanentFailure';
  readonly invocationId: string;
  readonly results: readonly { readonly taskId: string; readonly resultCode: string; readonly resultString: string }[];
}

/** The bucket and key of a task; null when it names none. **errors**: never throws. */
export function readTask({ s3Key, s3Bucket, s3BucketArn }: BatchOperationsTask): TaskObject | null {
  const key = decodeTaskKey(s3Key);
  const bucket = s3Bucket || bucketOfArn(s3BucketArn ?? '');
  return key === null || bucket === null ? null : { bucket, key };
}

/** `arn:aws:s3:::bucket`; older examples put a region and an account between the colons. */
const bucketOfArn = (arn: string): string | null => /^arn:[^:]+:s3:[^:]*:[^:]*:([^:/]+)$/.exec(arn)?.[1] ?? null;

const resultCodes = {
  succeeded: 'Succeeded',
  temporary_failure: 'TemporaryFailure',
  permanent_failure: 'PermanentFailure',
} as const;

/** Characters of a result that are kept: results stand in the job's report, a line each. */
const resultCharactersMax = 200;

/**
 * The answer to an event: one result for each of its tasks, in their order. A task that nobody gave a result comes again.
 * **shape**: texts in one line, cut.
 */
export function renderAnswer(event: BatchOperationsEvent, results: readonly TaskResult[]): BatchOperationsAnswer {
  const known = new Map(results.map((result) => [result.taskId, result]));
  return {
    invocationSchemaVersion: event.invocationSchemaVersion,
    treatMissingKeysAs: 'PermanentFailure',
    invocationId: event.invocationId,
    results: event.tasks.map(({ taskId }) => {
      const { outcome, text } = known.get(taskId) ?? { outcome: 'temporary_failure', text: 'not reached' };
      return { taskId, resultCode: resultCodes[outcome], resultString: toLine(text) };
    }),
  };
}

const toLine = (text: string): string => {
  const characters = [...text.toWellFormed().replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')];
  return characters.length <= resultCharactersMax
    ? characters.join('')
    : `${characters.slice(0, resultCharactersMax - 1).join('')}…`;
};
