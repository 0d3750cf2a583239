import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dayOf, isoWeekOf, mondayOf, parseIsoWeek } from '../../../core/compliance/iso-week.ts';

const day = fc
  .date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2090-12-31T00:00:00Z'), noInvalidDate: true })
  .map(dayOf);

describe('isoWeekOf()', () => {
  it.each([
    ['2026-11-16', '2026-W47'],
    ['2026-12-28', '2026-W53'],
    ['2027-01-04', '2027-W01'],
    ['2024-12-30', '2025-W01'],
    ['2020-12-28', '2020-W53'],
  ])('names the week of %s', (monday, name) => {
    expect(isoWeekOf(monday)).toBe(name);
  });

  it('and parseIsoWeek() agree on every week', () => {
    fc.assert(
      fc.property(day, (any) => {
        const monday = mondayOf(any);
        expect(new Date(`${monday}T00:00:00Z`).getUTCDay()).toBe(1);
        expect(parseIsoWeek(isoWeekOf(monday))).toBe(monday);
        expect(any >= monday && any <= addDays(monday, 6)).toBe(true);
      }),
    );
  });
});

describe('parseIsoWeek()', () => {
  it.each(['2026-W60', '2026-W00', '2025-W53', '2026-47', '2026-W4', 'W47', '', '2026-W47x', '0000-W01'])(
    'refuses %j',
    (name) => {
      expect(parseIsoWeek(name)).toBeNull();
    },
  );

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => parseIsoWeek(text) === null || /^\d{4}-W\d{2}$/.test(text)));
  });
});
