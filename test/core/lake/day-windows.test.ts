import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearTo, spanOf, splitDays, unite } from '../../../core/lake/day-windows.ts';

const window = (first: string, last: string) => ({ event_date_first: first, event_date_last: last });

describe('splitDays()', () => {
  it('cuts days into stretches by their number, however far apart they lie', () => {
    const days = ['2019-01-01', '2026-11-01', '2026-11-02', '2026-11-20', '2026-11-21'];
    expect(splitDays(days, 2)).toEqual([
      window('2019-01-01', '2026-11-01'),
      window('2026-11-02', '2026-11-20'),
      window('2026-11-21', '2026-11-21'),
    ]);
    expect(splitDays([], 60)).toEqual([]);
  });

  it('holds every day in one stretch, and none in two', () => {
    const days = fc
      .uniqueArray(fc.integer({ min: 0, max: 3_000 }), { maxLength: 200 })
      .map((numbers) => numbers.sort((a, b) => a - b).map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10)));
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 70 }), (all, daysAtOnce) => {
        const stretches = splitDays(all, daysAtOnce);
        for (const day of all)
          expect(stretches.filter((one) => one.event_date_first <= day && day <= one.event_date_last)).toHaveLength(1);
        expect(stretches).toHaveLength(Math.ceil(all.length / daysAtOnce));
      }),
    );
  });
});

describe('windows of days', () => {
  it('reach four days further for what their rows concern', () => {
    expect(nearTo(window('2026-03-01', '2026-03-02'))).toEqual({ near_first: '2026-02-25', near_last: '2026-03-06' });
  });

  it('are united to the least that holds both', () => {
    const one = window('2026-11-02', '2026-11-05');
    expect(unite(one, window('2026-11-01', '2026-11-03'))).toEqual(window('2026-11-01', '2026-11-05'));
    expect([unite(one, null), unite(null, one), unite(null, null)]).toEqual([one, one, null]);
    expect([spanOf([]), spanOf(['2026-11-02'])]).toEqual([null, window('2026-11-02', '2026-11-02')]);
  });
});
