import { addDays } from '../compliance/iso-week.ts';

/** Days of `calls` and its neighbours, both ends included, as the statements take them. */
export interface DayWindow {
  readonly event_date_first: string;
  readonly event_date_last: string;
}

/** The same for what the rows of these days can concern. */
export interface NearWindow {
  readonly near_first: string;
  readonly near_last: string;
}

/**
 * Days before and after new rows on which all lies that they can concern. A session lives a day and a half at most; a session that
 * another one obtained, an hour.
 * **source**: STS API reference, durations; IAM user guide, role chaining (read 2026-11)
 */
const nearDays = 4;

/** What rows can concern in logs whose times and ids were made up: anything. */
export const allDays: NearWindow = { near_first: '0001-01-01', near_last: '9999-01-01' };

/** What the rows of some days can concern. */
export const nearTo = ({ event_date_first, event_date_last }: DayWindow): NearWindow => ({
  near_first: addDays(event_date_first, -nearDays),
  near_last: addDays(event_date_last, nearDays),
});

/** From the first to the last of days in order; null when there are none. */
export function spanOf(days: readonly string[]): DayWindow | null {
  const [first] = days;
  const last = days.at(-1);
  return first === undefined || last === undefined ? null : { event_date_first: first, event_date_last: last };
}

/** Days in order, cut into stretches that hold so many of them, however far apart they lie. */
export function splitDays(days: readonly string[], daysAtOnce: number): DayWindow[] {
  const stretches = Math.ceil(days.length / daysAtOnce);
  return Array.from({ length: stretches }, (_, index) =>
    spanOf(days.slice(index * daysAtOnce, (index + 1) * daysAtOnce)),
  ).filter((stretch) => stretch !== null);
}

/** The least window that holds both; null when both are. */
export function unite(one: DayWindow | null, other: DayWindow | null): DayWindow | null {
  if (one === null || other === null) return one ?? other;
  return {
    event_date_first: one.event_date_first < other.event_date_first ? one.event_date_first : other.event_date_first,
    event_date_last: one.event_date_last > other.event_date_last ? one.event_date_last : other.event_date_last,
  };
}
