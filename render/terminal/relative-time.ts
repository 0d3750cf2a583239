const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The longest distance, in milliseconds, that is still told in each unit, and the unit's own length. */
const units: readonly {
  readonly unit: Intl.RelativeTimeFormatUnit;
  readonly below: number;
  readonly millis: number;
}[] = [
  { unit: 'minute', below: hour, millis: minute },
  { unit: 'hour', below: 2 * day, millis: hour },
  { unit: 'day', below: 14 * day, millis: day },
  { unit: 'week', below: 61 * day, millis: 7 * day },
  { unit: 'month', below: 730 * day, millis: 30.44 * day },
  { unit: 'year', below: Number.POSITIVE_INFINITY, millis: 365.25 * day },
];

const formatter = new Intl.RelativeTimeFormat('en');

/** How long ago, or how long from now, in whole units rounded down: `3 hours ago`, `in 2 days`, `just now`. */
export function renderRelativeTime(at: Date, now: Date): string {
  const millis = at.getTime() - now.getTime();
  const distance = Math.abs(millis);
  if (Number.isNaN(distance)) return 'at an unknown time';
  if (distance < minute) return 'just now';
  const chosen = units.find(({ below }) => distance < below);
  if (chosen === undefined) return 'just now';
  return formatter.format(Math.sign(millis) * Math.floor(distance / chosen.millis), chosen.unit);
}

/** An instant to the minute, in UTC: `2026-11-23 19:04 UTC`. */
export const renderInstant = (at: Date): string =>
  Number.isNaN(at.getTime()) ? 'unknown' : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
