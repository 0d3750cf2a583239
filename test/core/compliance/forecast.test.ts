import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecastEnd } from '../../../core/compliance/forecast.ts';
import { addDays } from '../../../core/compliance/iso-week.ts';

const weeksOf = (shares: readonly (number | null)[]) =>
  shares.map((share, index) => ({ startOn: addDays('2026-09-07', 7 * index), share }));

describe('forecastEnd()', () => {
  it('goes on with a line that falls evenly', () => {
    const forecast = forecastEnd(weeksOf([0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2]));
    expect(forecast).toMatchObject({ expectedOn: addDays('2026-09-07', 7 * 8), weeks: 7 });
  });

  it('gives a band that holds the expected day, wider where weeks differ more', () => {
    const forecast = forecastEnd(weeksOf([0.8, 0.71, 0.6, 0.52, 0.39, 0.31, 0.2]));
    if (forecast.expectedOn === null) throw new Error('There is a forecast');
    expect(forecast.earliestOn <= forecast.expectedOn).toBe(true);
    expect(forecast.latestOn === null || forecast.latestOn >= forecast.expectedOn).toBe(true);
  });

  it.each([
    ['done', [0.5, 0.4, 0.3, 0.2, 0.1, 0]],
    ['too_few_weeks', [0.5, 0.4, 0.3, 0.2, 0.1]],
    ['too_few_weeks', [null, null, 0.5, null, 0.3, null, 0.1, null]],
    ['too_few_weeks', []],
    ['not_falling', [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]],
    ['not_falling', [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]],
    ['not_falling', [0.9, 0.7, 0.5, 0.3, 0.3, 0.31, 0.32]],
    ['too_uncertain', [0.5, 0.1, 0.6, 0.5, 0.2, 0.4, 0.15]],
    ['too_uncertain', [0.5, 0.4999, 0.4998, 0.4997, 0.4996, 0.4995]],
  ])('says %s of %j', (reason, shares) => {
    expect(forecastEnd(weeksOf(shares))).toEqual({ expectedOn: null, reason });
  });

  it('never throws, and never foretells the past', () => {
    const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null });
    fc.assert(
      fc.property(fc.array(share, { maxLength: 30 }), (shares) => {
        const weeks = weeksOf(shares);
        const forecast = forecastEnd(weeks);
        if (forecast.expectedOn !== null) {
          expect(forecast.expectedOn > (weeks.at(-1)?.startOn ?? '')).toBe(true);
          expect(forecast.weeks).toBeGreaterThanOrEqual(6);
        }
      }),
    );
  });
});
