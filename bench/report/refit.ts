import { dayPlus } from './days.ts';

/** What a forecast says, worked out in another way than the report does it. */
export interface Refit {
  readonly expectedOn: string | null;
  readonly [name: string]: unknown;
}

/** Area below Student's t density from 0 to `to`, but for a factor: with x = tan(angle) it is a sum of powers of a cosine. */
function area(degrees: number, to: number): number {
  const steps = 2_000;
  const end = Math.atan(to / Math.sqrt(degrees));
  let sum = 0;
  for (let step = 0; step < steps; step += 1) sum += Math.cos((end * (step + 0.5)) / steps) ** (degrees - 1);
  return (sum * end) / steps;
}

/** The 95th percentile of Student's t, searched for, to the three digits that tables print. */
export function percentile95(degrees: number): number {
  const half = area(degrees, Number.POSITIVE_INFINITY);
  let low = 0;
  let high = 10;
  for (let turn = 0; turn < 50; turn += 1) {
    const middle = (low + high) / 2;
    if (area(degrees, middle) < 0.9 * half) low = middle;
    else high = middle;
  }
  return Math.round(low * 1_000) / 1_000;
}

/** For the degrees of freedom of six to eight weeks. */
const percentiles = new Map([4, 5, 6].map((degrees) => [degrees, percentile95(degrees)]));

/** Slope and its standard error by sums of products, without means. */
function line(points: readonly (readonly [number, number])[]): { slope: number; error: number } {
  const n = points.length;
  const sum = (of: (x: number, y: number) => number) => points.reduce((all, [x, y]) => all + of(x, y), 0);
  const [x, y, xx, xy] = [sum((a) => a), sum((_, b) => b), sum((a) => a * a), sum((a, b) => a * b)];
  const spread = n * xx - x * x;
  const slope = (n * xy - x * y) / spread;
  const start = (y - slope * x) / n;
  const rest = sum((a, b) => (b - start - slope * a) ** 2);
  // What is left of a level line is rounding.
  if (Math.abs(slope) < 1e-12) return { slope: 0, error: 0 };
  return { slope, error: Math.sqrt((n * rest) / ((n - 2) * spread)) };
}

/** The forecast by the words of its docstring: the last eight known weeks, six at least, falling on the whole and lately. */
export function refit(weeks: readonly { readonly startOn: string; readonly share: number | null }[]): Refit {
  const known = weeks.map((week, index) => ({ ...week, index })).filter(({ share }) => share !== null);
  const points = known.slice(-8).map(({ index, share }) => [index, share ?? 0] as const);
  const last = known.at(-1);
  const none = (reason: string): Refit => ({ expectedOn: null, reason });
  if (last?.share === 0) return none('done');
  if (last === undefined || last !== known.find(({ index }) => index === weeks.length - 1) || points.length < 6)
    return none('too_few_weeks');
  const { slope, error } = line(points);
  if (slope >= 0 || line(points.slice(-4)).slope >= 0) return none('not_falling');
  const margin = error * (percentiles.get(points.length - 2) ?? Number.NaN);
  const weeksAt = (fall: number): number =>
    fall >= 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.ceil((last.share ?? 0) / -fall - 1e-9));
  const [soonest, expected, latest] = [weeksAt(slope - margin), weeksAt(slope), weeksAt(slope + margin)];
  if (expected > 104 || slope + margin / 2 >= 0) return none('too_uncertain');
  const dayAt = (count: number): string | null => (count > 104 ? null : dayPlus(last.startOn, 7 * count));
  return { expectedOn: dayAt(expected), earliestOn: dayAt(soonest), latestOn: dayAt(latest), weeks: points.length };
}
