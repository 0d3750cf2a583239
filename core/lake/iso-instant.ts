/**
 * An instant as Trino and Athena print it, `2026-11-20 10:00:00.000000` with or without ` UTC`, as ISO text: in UTC, to the
 * millisecond, without an empty fraction.
 * **errors**: `RangeError` for what is no instant, which these engines do not print.
 */
export function toIsoInstant(text: string): string {
  const instant = new Date(`${text.replace(/ UTC$/, '').replace(' ', 'T')}Z`).toISOString();
  return instant.endsWith('.000Z') ? `${instant.slice(0, -5)}Z` : instant;
}
