import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { z } from 'zod';
import { SubtrailError } from '../core/subtrail-error.ts';
import { logger, metrics } from './telemetry.ts';

/**
 * A Lambda handler around one piece of work: parses the event, logs what fails with its cause, and sends the metrics whatever
 * happens.
 * **shape**: `work` gets the event as the schema gives it. **errors**: those of the work, which Lambda then tries again.
 */
export const createHandler = <S extends z.ZodType, R>(
  schema: S,
  work: (event: z.output<S>, context: Context) => Promise<R>,
) =>
  middy<unknown, R>()
    .use(injectLambdaContext(logger))
    .use(logMetrics(metrics))
    .onError(({ error }) => logger.error('The function failed', describe(error)))
    .handler(async (event, context) => work(parseEvent(schema, event), context));

function parseEvent<S extends z.ZodType>(schema: S, event: unknown): z.output<S> {
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
  throw new SubtrailError('wrong_use', `Read the event: ${wrong.slice(0, 5).join('; ')}`);
}

function describe(error: unknown): { readonly error: Error } & Readonly<Record<string, unknown>> {
  if (error instanceof SubtrailError) {
    const { code, retryable, details } = error;
    return { error, code, retryable, details };
  }
  return { error: error instanceof Error ? error : new Error(String(error)) };
}
