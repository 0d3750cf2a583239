import { describe, expect, test } from 'vitest';
import { renderInstant, renderRelativeTime } from '../../../render/terminal/relative-time.ts';

const now = new Date('2026-11-23T12:00:00Z');

describe('renderRelativeTime()', () => {
  test.each([
    ['2026-11-23T11:59:30Z', 'just now'],
    ['2026-11-23T11:59:00Z', '1 minute ago'],
    ['2026-11-23T11:00:01Z', '59 minutes ago'],
    ['2026-11-23T11:00:00Z', '1 hour ago'],
    ['2026-11-21T12:00:01Z', '47 hours ago'],
    ['2026-11-21T12:00:00Z', '2 days ago'],
    ['2026-11-09T12:00:00Z', '2 weeks ago'],
    ['2026-08-23T12:00:00Z', '3 months ago'],
    ['2023-11-23T12:00:00Z', '3 years ago'],
    ['2026-11-25T12:00:00Z', 'in 2 days'],
    ['not a time', 'at an unknown time'],
  ])('tells %s as "%s"', (at, told) => {
    expect(renderRelativeTime(new Date(at), now)).toBe(told);
  });
});

describe('renderInstant()', () => {
  test('says the minute in UTC', () => {
    expect(renderInstant(new Date('2026-11-23T19:04:59.5+01:00'))).toBe('2026-11-23 18:04 UTC');
    expect(renderInstant(new Date('?'))).toBe('unknown');
  });
});
