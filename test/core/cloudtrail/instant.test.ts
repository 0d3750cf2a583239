import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInstant, parseInstantText } from '../../../core/cloudtrail/instant.ts';

const at = (iso: string): number => Date.parse(iso) / 1000;

describe('parseInstantText()', () => {
  it.each([
    ['2026-01-31T09:58:12Z', at('2026-01-31T09:58:12Z'), 0],
    ['2026-01-31T09:58:12', at('2026-01-31T09:58:12Z'), 0],
    ['2026-01-31 09:58:12+00:00', at('2026-01-31T09:58:12Z'), 0],
    ['2026-01-31T09:58:12.5Z', at('2026-01-31T09:58:12Z'), 500_000],
    ['2026-01-31T09:58:12.123456789Z', at('2026-01-31T09:58:12Z'), 123_000],
    ['2026-01-31T09:58:12.000999', at('2026-01-31T09:58:12Z'), 0],
    ['2024-02-29T00:00:00Z', at('2024-02-29T00:00:00Z'), 0],
    ['2000-02-29T23:59:59Z', at('2000-02-29T23:59:59Z'), 0],
    ['1969-12-31T23:59:59Z', -1, 0],
    ['0001-01-01T00:00:00Z', at('0001-01-01T00:00:00Z'), 0],
    ['9999-12-31T23:59:59.999999Z', at('9999-12-31T23:59:59Z'), 999_000],
  ])('reads %s', (text, seconds, micros) => {
    expect(parseInstantText(text)).toEqual({ seconds, micros });
  });

  it.each([
    '',
    '2026',
    '2026-01-31',
    '2026-01-31T09:58Z',
    '2026-01-31T09:58:12.Z',
    '2026-01-31T09:58:12z',
    '2026-01-31t09:58:12Z',
    '2026-01-31T09:58:12+01:00',
    '2026-01-31T09:58:12-00:00',
    '2026-01-31T09:58:12 Z',
    '2026-01-31T09:58:12ZZ',
    ' 2026-01-31T09:58:12Z',
    '2026-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-31T24:00:00Z',
    '2026-01-31T09:60:00Z',
    '2026-01-31T23:59:60Z',
    '0000-01-01T00:00:00Z',
    '+2026-01-31T09:58:12Z',
    '2026-01-31T09:58:1xZ',
    '2026-01-31T09-58-12Z',
    '２０２６-01-31T09:58:12Z',
    '2026-01-31T09:58:12.5+01:00',
  ])('refuses %j', (text) => {
    expect(parseInstantText(text)).toBeNull();
  });

  it('agrees with the calendar of JavaScript on every second', () => {
    const moments = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (moment) => {
        const seconds = Math.floor(moment.getTime() / 1000);
        const text = `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
        expect(parseInstantText(text)).toEqual({ seconds, micros: 0 });
      }),
    );
  });

  it('reads what formatInstant() writes', () => {
    const instants = fc.record({
      seconds: fc.integer({ min: -62_135_596_800, max: 253_402_300_799 }),
      micros: fc.integer({ min: 0, max: 999 }).map((millis) => millis * 1_000),
    });
    fc.assert(
      fc.property(instants, (instant) => {
        expect(parseInstantText(formatInstant(instant))).toEqual(instant);
      }),
    );
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d.{0,8}$/)), (text) => {
        const instant = parseInstantText(text);
        expect(instant === null || Number.isInteger(instant.seconds)).toBe(true);
      }),
    );
  });
});

describe('formatInstant()', () => {
  it('writes a fraction only where there is one', () => {
    expect(formatInstant({ seconds: 0, micros: 0 })).toBe('1970-01-01T00:00:00Z');
    expect(formatInstant({ seconds: 0, micros: 50 })).toBe('1970-01-01T00:00:00.000050Z');
  });
});
