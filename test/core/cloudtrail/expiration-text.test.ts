import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpiration } from '../../../core/cloudtrail/expiration-text.ts';

describe('parseExpiration()', () => {
  it.each([
    ['Jan 31, 2026, 10:58:12 AM', '2026-01-31T10:58:12Z'],
    ['Jul 30, 2024 9:53:13 PM', '2024-07-30T21:53:13Z'],
    ['Feb 2, 2026, 1:02:03\u202fPM', '2026-02-02T13:02:03Z'],
    ['Dec 31, 2025, 12:00:00 AM', '2025-12-31T00:00:00Z'],
    ['Dec 31, 2025, 12:00:00 PM', '2025-12-31T12:00:00Z'],
    ['2026-01-31T10:58:12Z', '2026-01-31T10:58:12Z'],
  ])('reads %s', (text, iso) => {
    expect(parseExpiration(text)).toEqual({ seconds: Date.parse(iso) / 1000, micros: 0 });
  });

  it.each([
    '',
    'soon',
    'Feb 30, 2026, 1:00:00 AM',
    'Foo 1, 2026, 1:00:00 AM',
    'Jan 1, 2026, 13:00:00 PM',
    'Jan 1, 2026, 0:00:00 AM',
    'Jan 1, 2026',
  ])('refuses %j', (text) => {
    expect(parseExpiration(text)).toBeNull();
  });

  it('reads what en-US locale text says, in every variant', () => {
    const moments = fc.date({
      min: new Date('2000-01-01T00:00:00Z'),
      max: new Date('2099-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, fc.boolean(), fc.constantFrom(' ', '\u202f'), (moment, hasComma, gap) => {
        const text = moment.toLocaleString('en-US', { timeZone: 'UTC', dateStyle: 'medium', timeStyle: 'medium' });
        const variant = text.replace(/\s([AP]M)$/, `${gap}$1`).replace(/(\d{4}),/, hasComma ? '$1,' : '$1');
        expect(parseExpiration(variant)?.seconds).toBe(Math.floor(moment.getTime() / 1000));
      }),
    );
  });
});
