import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planColumnWidths } from '../../../render/terminal/plan-column-widths.ts';

describe('planColumnWidths()', () => {
  test.each([
    [[5, 10], 20, [5, 10]],
    [[5, 100], 40, [5, 35]],
    [[5, 100, 100], 45, [5, 20, 20]],
    [[50, 20, 100], 80, [30, 20, 30]],
    [[100, 100], 10, null],
    [[3, 3, 3], 9, [3, 3, 3]],
  ])('shares needs %j in %i columns', (needs, width, widths) => {
    expect(planColumnWidths(needs, { width, widthMin: 8 })).toEqual(widths);
  });

  test('never gives more than is there or than is needed, and never less than the least', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(200), { minLength: 1 }),
        fc.nat(300),
        fc.integer({ min: 1, max: 20 }),
        (needs, width, widthMin) => {
          const widths = planColumnWidths(needs, { width, widthMin });
          if (widths === null) return;
          expect(widths.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(Math.max(width, 0));
          for (const [index, one] of widths.entries()) {
            expect(one).toBeLessThanOrEqual(needs[index] ?? 0);
            expect(one).toBeGreaterThanOrEqual(Math.min(needs[index] ?? 0, widthMin));
          }
        },
      ),
    );
  });
});
