import { expect, test } from 'vitest';
import { renderBytes, renderCount, renderDollars, renderDuration } from '../../../render/terminal/amounts.ts';

test.each([
  [renderCount(1_234_567), '1,234,567'],
  [renderBytes(0), '0 bytes'],
  [renderBytes(999), '999 bytes'],
  [renderBytes(1_500), '1.5 kB'],
  [renderBytes(123_456_789), '123 MB'],
  [renderBytes(2e18), '2000 PB'],
  [renderDollars(0), '$0.00'],
  [renderDollars(0.004), '< $0.01'],
  [renderDollars(12.345), '$12.35'],
  [renderDollars(12_345.6), '$12,346'],
  [renderDuration(59), '1 min'],
  [renderDuration(3_700), '1 h 2 min'],
  [renderDuration(200_000), '2 d 7 h'],
])('%s', (rendered, wanted) => {
  expect(rendered).toBe(wanted);
});
