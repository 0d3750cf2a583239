/** A moment in UTC. Kept in two numbers, since microseconds since 1970 are not exact in one after the year 2255. */
export interface Instant {
  /** Whole seconds since 1970, negative before. */
  readonly seconds: number;
  /** 0 to 999,999. */
  readonly micros: number;
}

const digitZero = 0x30;

/**
 * Reads `YYYY-MM-DD`, `T` or a space, `HH:MM:SS`, an optional fraction and an optional `Z` or `+00:00` from bytes.
 * **shape**: digits of the fraction beyond milliseconds are cut, because that is what Athena's tables keep. Null for what the calendar does not know, leap seconds included,
 * and for any other zone.
 */
export function parseInstant(bytes: Uint8Array, start: number, end: number): Instant | null {
  if (end - start < 19 || !hasSeparators(bytes, start)) return null;
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  const hour = twoDigits(bytes, start + 11);
  const minute = twoDigits(bytes, start + 14);
  const second = twoDigits(bytes, start + 17);
  // A pair that is no number is NaN, which no comparison lets through.
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return null;
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return null;
  const micros = parseFraction(bytes, start + 19, end);
  if (micros < 0) return null;
  return { seconds: daysSince1970(year, month, day) * 86400 + hour * 3600 + minute * 60 + second, micros };
}

/** The same from text. */
export function parseInstantText(text: string): Instant | null {
  const bytes = Buffer.from(text);
  return parseInstant(bytes, 0, bytes.length);
}

/** ISO text, to the second or with six digits of a fraction. */
export function formatInstant({ seconds, micros }: Instant): string {
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  return micros === 0 ? `${whole}Z` : `${whole}.${String(micros).padStart(6, '0')}Z`;
}

function hasSeparators(bytes: Uint8Array, start: number): boolean {
  const between = bytes[start + 10];
  return (
    bytes[start + 4] === 0x2d &&
    bytes[start + 7] === 0x2d &&
    (between === 0x54 || between === 0x20) &&
    bytes[start + 13] === 0x3a &&
    bytes[start + 16] === 0x3a
  );
}

function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - digitZero;
  const ones = (bytes[at + 1] ?? 0) - digitZero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Microseconds of what stands behind the seconds, whole milliseconds of them, -1 when it is no fraction and no sign of UTC. */
function parseFraction(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let micros = 0;
  if (bytes[at] === 0x2e && at < end) {
    let unit = 100_000; // 0 behind the third digit
    for (at += 1; at < end; at += 1) {
      const digit = (bytes[at] ?? 0) - digitZero;
      if (digit < 0 || digit > 9) break;
      micros += digit * unit;
      unit = unit > 1_000 ? unit / 10 : 0;
    }
    if (at === start + 1) return -1;
  }
  const isUtc = at === end || (bytes[at] === 0x5a && at + 1 === end) || isZeroOffset(bytes, at, end);
  return isUtc ? micros : -1;
}

const zeroOffset = Buffer.from('+00:00');

const isZeroOffset = (bytes: Uint8Array, at: number, end: number): boolean =>
  end - at === zeroOffset.length && zeroOffset.every((byte, i) => bytes[at + i] === byte);

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days from 1970-01-01 to a day of the Gregorian calendar, which is taken as in force at all times. */
function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year; // years from March on, so that the leap day is the last
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}
