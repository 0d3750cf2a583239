import { setTimeout as wait } from 'node:timers/promises';
import pRetry from 'p-retry';
import { SubtrailError } from '../../core/subtrail-error.ts';

/**
 * What one attempt ran into.
 * **shape**: `retryAfterSeconds` is what Slack asked for; `mayHaveArrived` is true when Slack may have taken the message
 * before it failed.
 */
export interface SlackFailure {
  readonly reason: string;
  readonly isPermanent: boolean;
  readonly mayHaveArrived: boolean;
  readonly retryAfterSeconds: number | null;
}

/** How often and how long one message is tried. */
export interface SlackPatience {
  readonly attemptsMax: number;
  /** Milliseconds before the second attempt; each further one waits twice as long. */
  readonly firstPauseMillis: number;
  /** Seconds that we wait when Slack names them. What asks for more fails, and the next run tries again. */
  readonly retryAfterSecondsMax: number;
}

/** Enough for a burst, short enough for a Lambda that has other messages to send. */
export const slackPatience: SlackPatience = { attemptsMax: 4, firstPauseMillis: 1_000, retryAfterSecondsMax: 30 };

/** Milliseconds after which an attempt without an answer is given up: nobody knows then whether it arrived. */
export const slackTimeoutMillis = 10_000;

/**
 * Tries to send until it works, Slack says it never will, or patience ends.
 * **shape**: `attempt` learns whether an earlier one may have arrived.
 * **errors**: `notify_failed` with `details.mayHaveArrived`; `retryable` unless Slack refused for good.
 */
export async function sendWithRetries<T>(options: {
  readonly channel: string;
  readonly patience: SlackPatience;
  readonly attempt: (mayRepeat: boolean) => Promise<T>;
  readonly classify: (error: unknown) => SlackFailure;
}): Promise<T> {
  const { patience, attempt, classify, channel } = options;
  let mayHaveArrived = false;
  let last: SlackFailure | undefined;
  try {
    return await pRetry(() => attempt(mayHaveArrived), {
      retries: patience.attemptsMax - 1,
      minTimeout: patience.firstPauseMillis,
      randomize: patience.firstPauseMillis > 0,
      shouldRetry: () =>
        last !== undefined && !last.isPermanent && (last.retryAfterSeconds ?? 0) <= patience.retryAfterSecondsMax,
      onFailedAttempt: async ({ error, retriesLeft }) => {
        last = classify(error);
        mayHaveArrived ||= last.mayHaveArrived;
        const pause = last.retryAfterSeconds ?? 0;
        if (retriesLeft > 0 && pause <= patience.retryAfterSecondsMax) await wait(pause * 1000);
      },
    });
  } catch (error) {
    const failure = last ?? classify(error);
    throw new SubtrailError('notify_failed', `Send to ${JSON.stringify(channel)}: ${failure.reason}`, {
      cause: error,
      retryable: !failure.isPermanent,
      details: { mayHaveArrived },
    });
  }
}

/** Errors of a connection that was never made: nothing was sent. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
]);

/** A failure without an answer: certain not to have arrived only when there was no connection. */
export function classifyConnectionFailure(error: unknown): SlackFailure {
  const codes = causesOf(error).map((one) => ('code' in one && typeof one.code === 'string' ? one.code : ''));
  const timedOut = causesOf(error).some((one) => one.name === 'TimeoutError' || one.name === 'AbortError');
  const code = codes.find((one) => /^[A-Z_]+$/.test(one));
  return {
    reason: timedOut
      ? `no answer within ${slackTimeoutMillis / 1000} seconds`
      : `the connection failed${code === undefined ? '' : ` (${code})`}`,
    isPermanent: false,
    mayHaveArrived: timedOut || !codes.some((one) => neverSent.has(one)),
    retryAfterSeconds: null,
  };
}

/** An error, what it was made from, and so on. */
function causesOf(error: unknown): Error[] {
  const causes: Error[] = [];
  for (let one = error; one instanceof Error && causes.length < 10; one = 'original' in one ? one.original : one.cause)
    causes.push(one);
  return causes;
}

/** An answer by its HTTP status: 429 asks for patience, 5xx is a trouble of Slack's, all else stays as it is. */
export function classifyStatus(status: number, text: string, retryAfter: string | null): SlackFailure {
  const seconds = retryAfter === null ? Number.NaN : Number(retryAfter);
  const isRateLimit = status === 429;
  return {
    reason: `Slack answered ${status}${text === '' ? '' : ` (${text})`}`,
    isPermanent: status < 500 && !isRateLimit,
    mayHaveArrived: status >= 500,
    retryAfterSeconds: isRateLimit ? (Number.isFinite(seconds) && seconds >= 0 ? seconds : 1) : null,
  };
}

/** Slack's error codes are short names; anything else in an answer is not repeated. */
export const errorCodeIn = (text: unknown): string =>
  typeof text === 'string' && /^[a-z0-9_-]{1,60}$/i.test(text.trim()) ? text.trim() : '';
