import { InvalidArgumentError } from 'commander';
import { SubtrailError } from '../core/subtrail-error.ts';

const dayOrInstant = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z)?$/;

/** Reads `2026-11-01` or `2026-11-01T10:00:00Z` as UTC. */
export function parseTimeOption(text: string): Date {
  const at = new Date(text.length === 10 ? `${text}T00:00:00Z` : text);
  const isReal =
    dayOrInstant.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text.slice(0, 10));
  if (!isReal)
    throw new InvalidArgumentError('Give a UTC day such as 2026-11-01, or a moment such as 2026-11-01T10:00:00Z.');
  return at;
}

/** Refuses a span that holds no moment. **errors**: `wrong_use`. */
export function requireSpan({ since, until }: { readonly since?: Date; readonly until?: Date }): void {
  if (since === undefined || until === undefined || since < until) return;
  const [from, to] = [since, until].map((at) => at.toISOString().replace('T00:00:00.000Z', '').replace('.000Z', 'Z'));
  throw new SubtrailError(
    'wrong_use',
    `Look from --since ${from} to --until ${to}: the end is not after the beginning`,
  );
}
