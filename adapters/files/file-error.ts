import { SubtrailError } from '../../core/subtrail-error.ts';

/** Too many open files and a busy disk pass by themselves; everything else needs a person. */
const passingCodes = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'EBUSY']);

/** The system's name for what went wrong, such as `ENOENT`; empty for an error that did not come from the system. */
export const fileErrorCode = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';

/** Whether a path names nothing (any more). A link that points at itself names nothing either. */
export const isGone = (cause: unknown): boolean => ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(fileErrorCode(cause));

/** `object_unreadable`, saying what was tried on which path. An error that is ours already passes through. */
export function fileError(action: string, path: string, cause: unknown): SubtrailError {
  if (cause instanceof SubtrailError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SubtrailError('object_unreadable', `${action} ${JSON.stringify(path)}: ${reason}`, {
    cause,
    retryable: passingCodes.has(fileErrorCode(cause)),
  });
}
