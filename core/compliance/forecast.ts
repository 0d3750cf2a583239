import { addDays } from './iso-week.ts';
import type { Forecast } from './report.ts';

/** Weeks that a forecast looks at, and the fewest that it is made from. */
const weeksMax = 8;
const weeksMin = 6;
/** The last of them have to fall by themselves: a curve that has flattened out goes nowhere. */
const recentWeeks = 4;
/** Weeks ahead beyond which nobody can say anything. */
const horizonWeeks = 104;
/** Weeks that are nothing but the rounding of a sum. */
const roundingSlack = 1e-9;
/** The 95th percentile of Student's t for 4 to 6 degrees of freedom: nine chances in ten between both ends. **source**: t table */
const t95 = [2.132, 2.015, 1.943];

/** One week's share of CI calls that hang on a long-lived key, 0 to 1; null where CI made none. */
export interface KeyShareOfWeek {
  readonly startOn: string;
  readonly share: number | null;
}

/**
 * When the share of CI calls that hang on a long-lived key reaches zero, if it goes on to fall from where it is as it did in the last
 * weeks, by the slope of a straight line through them.
 * **shape**: `weeks` in order, the reported one last. The band follows from the uncertainty of the line's slope: its steep end gives
 * the earliest day, its flat end the latest, which is null when the flat end does not fall at all.
 * **errors**: never throws; where nothing can be said, says why.
 */
export function forecastEnd(weeks: readonly KeyShareOfWeek[]): Forecast {
  const known = weeks
    .flatMap(({ startOn, share }, index) => (share === null ? [] : [{ startOn, share, x: index }]))
    .slice(-weeksMax);
  const last = known.at(-1);
  if (last?.share === 0) return { expectedOn: null, reason: 'done' };
  if (last === undefined || known.length < weeksMin) return { expectedOn: null, reason: 'too_few_weeks' };
  const { slope, error } = fitLine(known);
  if (slope >= 0 || fitLine(known.slice(-recentWeeks)).slope >= 0) return { expectedOn: null, reason: 'not_falling' };
  const margin = (t95[known.length - weeksMin] ?? Number.POSITIVE_INFINITY) * error;
  const weeksTo = (fall: number): number | null => (fall >= 0 ? null : Math.ceil(last.share / -fall - roundingSlack));
  const expected = weeksTo(slope);
  // A line whose slope may as well be none says nothing.
  if (expected === null || expected > horizonWeeks || slope + margin / 2 >= 0) {
    return { expectedOn: null, reason: 'too_uncertain' };
  }
  const dayAfter = (count: number | null) =>
    count === null || count > horizonWeeks ? null : addDays(last.startOn, 7 * count);
  return {
    expectedOn: addDays(last.startOn, 7 * expected),
    earliestOn: dayAfter(weeksTo(slope - margin)) ?? last.startOn,
    latestOn: dayAfter(weeksTo(slope + margin)),
    weeks: known.length,
  };
}

/** Least squares: the slope a week, and its standard error. */
function fitLine(points: readonly { readonly x: number; readonly share: number }[]): {
  readonly slope: number;
  readonly error: number;
} {
  const count = points.length;
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / count;
  const meanY = points.reduce((sum, { share }) => sum + share, 0) / count;
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, { x, share }) => sum + (x - meanX) * (share - meanY), 0) / spread;
  const residuals = points.reduce((sum, { x, share }) => sum + (share - meanY - slope * (x - meanX)) ** 2, 0);
  return { slope, error: Math.sqrt(residuals / (count - 2) / spread) };
}
