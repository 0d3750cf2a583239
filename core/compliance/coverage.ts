import type { CutList } from './report.ts';
import type { DeliveryCounts, ReportCoverage } from './report-rows.ts';

/** Counts places over the life of the lake. **shape**: `weekStartOn` is a UTC day. */
export const countPlaces = (places: readonly ReportCoverage[], weekStartOn: string): DeliveryCounts => ({
  accounts: new Set(places.map(({ accountId }) => accountId)).size,
  places: places.length,
  quiet: places.filter(({ lastDeliveredAt }) => (lastDeliveredAt ?? '') < weekStartOn).length,
});

/** The places that are shown, in their order: of too many, those from which nothing has come for longest. */
export function cutPlaces(places: readonly ReportCoverage[], max: number): CutList<ReportCoverage> {
  const byAge = places.toSorted((a, b) => compareTexts(a.lastDeliveredAt ?? '', b.lastDeliveredAt ?? ''));
  const kept = new Set(byAge.slice(0, max));
  return { rows: places.filter((place) => kept.has(place)), cut: places.length - kept.size };
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
