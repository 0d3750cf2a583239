import { SubtrailError } from '../../core/subtrail-error.ts';
import { renderS3Uri } from './s3-uri.ts';

/** Names that S3 and the SDK give to failures that pass, beside every 429 and 5xx. */
const passingNames = new Set([
  'SlowDown',
  'ThrottlingException',
  'RequestTimeout',
  'RequestTimeTooSkewed',
  'TimeoutError',
  'InternalError',
  'ServiceUnavailable',
]);

/** What the network does of itself; a host name that does not resolve is a mistake far more often than an outage. */
const passingCodes = new Set(['ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT', 'EPIPE', 'EAI_AGAIN', 'ECONNABORTED']);

/**
 * `object_unreadable`, saying what was tried on which object, and whether trying again can help.
 * **shape**: `isHalfway` marks an answer that had begun and broke off, which is always worth another try.
 * **errors**: never throws; an error that is ours already passes through.
 * **source**: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export function s3Error(
  action: string,
  place: { readonly bucket: string; readonly key: string; readonly isHalfway?: boolean },
  cause: unknown,
): SubtrailError {
  if (cause instanceof SubtrailError) return cause;
  const { name, message, code, status } = describe(cause);
  const isPassingStatus = status !== undefined && (status === 429 || status >= 500);
  const retryable = place.isHalfway === true || isPassingStatus || passingNames.has(name) || passingCodes.has(code);
  const said = [name === 'Error' ? code : name, message].filter((part) => part !== '').join(': ');
  return new SubtrailError('object_unreadable', `${action} "${renderS3Uri(place.bucket, place.key)}": ${said}`, {
    cause,
    retryable,
    details: { name, ...(status === undefined ? {} : { status }) },
  });
}

function describe(cause: unknown): { name: string; message: string; code: string; status: number | undefined } {
  if (!(cause instanceof Error)) return { name: '', message: String(cause), code: '', status: undefined };
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return { name: cause.name, message: cause.message, code, status: httpStatus(cause) };
}

function httpStatus(cause: Error): number | undefined {
  if (!('$metadata' in cause) || typeof cause.$metadata !== 'object' || cause.$metadata === null) return undefined;
  const status = 'httpStatusCode' in cause.$metadata ? cause.$metadata.httpStatusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}
