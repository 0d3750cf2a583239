import { describe, expect, it } from 'vitest';
import { countPlaces, cutPlaces } from '../../../core/compliance/coverage.ts';

const place = (accountId: string | null, region: string, lastDeliveredAt: string | null) => ({
  ...{ accountId, region, objects: 1, records: 1, rejects: 0 },
  lastDeliveredAt,
});
const places = [
  place('111111111111', 'eu-central-1', '2026-11-22T10:00:00Z'),
  place('111111111111', 'us-east-1', '2026-11-15T23:59:59Z'),
  place('222222222222', 'eu-central-1', '2026-11-16T00:00:00Z'),
  place('333333333333', 'eu-central-1', null),
];

describe('countPlaces()', () => {
  it('counts accounts, their regions, and those from which nothing has come since the week began', () => {
    expect(countPlaces(places, '2026-11-16')).toEqual({ accounts: 3, places: 4, quiet: 2 });
    expect(countPlaces([], '2026-11-16')).toEqual({ accounts: 0, places: 0, quiet: 0 });
  });
});

describe('cutPlaces()', () => {
  it('keeps those from which nothing has come for longest, in their order', () => {
    expect(cutPlaces(places, 2)).toEqual({ rows: [places[1], places[3]], cut: 2 });
    expect(cutPlaces(places, 4)).toEqual({ rows: places, cut: 0 });
  });
});
