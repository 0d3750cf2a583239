import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimateBackfill } from '../../../core/backfill/estimate.ts';

describe('estimateBackfill()', () => {
  const estimate = estimateBackfill({ objects: 1_000_000, compressedBytes: 200e9 });
  const dollarsOf = (item: string) => estimate.items.find((one) => one.item === item)?.dollars;

  test('counts what can be counted to the cent', () => {
    expect(dollarsOf('S3 Batch Operations, job')).toBe(0.25);
    expect(dollarsOf('S3 Batch Operations, objects')).toBeCloseTo(1);
    expect(dollarsOf('S3, reading deliveries')).toBeCloseTo(0.4);
    expect(dollarsOf('S3, writing staged files')).toBeCloseTo(10);
    expect(dollarsOf('Lambda, requests')).toBeCloseTo(0.2);
  });

  test('reckons records and time from the bytes', () => {
    expect(estimate.jsonBytes).toBeCloseTo(1.61e12, -6);
    expect(estimate.records / 1e6).toBeCloseTo(942.6, 0);
    // 0.15 s for each object, and 1.61 TB at 25.6 MB a second, twenty at a time.
    expect(estimate.readingSeconds).toBeCloseTo((150_000 + 62_890) / 20, -1);
    expect(estimateBackfill(estimate, 40).readingSeconds).toBeCloseTo(estimate.readingSeconds / 2, -1);
  });

  test('adds up, grows with every object, and is finite', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1e8 }), fc.nat({ max: 1e9 }), (objects, compressedBytes) => {
        const small = estimateBackfill({ objects, compressedBytes });
        const large = estimateBackfill({ objects: objects + 1, compressedBytes: compressedBytes + 1000 });
        expect(small.dollars).toBeCloseTo(
          small.items.reduce((sum, { dollars }) => sum + dollars, 0),
          6,
        );
        expect(large.dollars).toBeGreaterThan(small.dollars);
        expect(Number.isFinite(small.dollars + small.readingSeconds + small.settlingSeconds)).toBe(true);
      }),
    );
  });
});
