import { InvalidArgumentError } from 'commander';

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
