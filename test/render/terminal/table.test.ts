import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../../render/terminal/display-width.ts';
import { renderTable } from '../../../render/terminal/table.ts';
import { processorMillis } from '../../processor-time.ts';
import { cellRows, cellValue, steersTerminals } from './hostile-text.ts';

const rows = [
  { actor: 'repo:acme/shop:ref:refs/heads/main', calls: 1234, refused: null },
  { actor: 'arn:aws:iam::123456789012:user/ci', calls: 7, refused: 2 },
];

describe('renderTable()', () => {
  test('aligns columns, numbers to the right', () => {
    expect(renderTable(rows, { colours: false })).toBe(
      [
        'actor                               calls  refused',
        'repo:acme/shop:ref:refs/heads/main   1234',
        'arn:aws:iam::123456789012:user/ci       7        2',
      ].join('\n'),
    );
  });

  test('wraps what is too wide, and loses nothing', () => {
    expect(renderTable(rows, { colours: false, width: 36 })).toBe(
      [
        'actor                 calls  refused',
        'repo:acme/shop:ref:r   1234',
        'efs/heads/main',
        'arn:aws:iam::1234567      7        2',
        '89012:user/ci',
      ].join('\n'),
    );
  });

  test('goes row by row where a table would be unreadable', () => {
    expect(renderTable(rows, { colours: false, width: 24 })).toBe(
      [
        'actor    repo:acme/shop:',
        '         ref:refs/heads/',
        '         main',
        'calls    1234',
        'refused',
        '',
        'actor    arn:aws:iam::12',
        '         3456789012:user',
        '         /ci',
        'calls    7',
        'refused  2',
      ].join('\n'),
    );
  });

  test('says when there are no rows', () => {
    expect(renderTable([], { colours: false })).toBe('No rows');
  });

  test('shows the columns asked for, in their order', () => {
    expect(renderTable(rows, { colours: false, columns: ['calls', 'missing'] })).toBe(
      ['calls  missing', ' 1234', '    7'].join('\n'),
    );
  });

  test('colours the heading only when asked to', () => {
    expect(renderTable([{ a: 1 }], { colours: true })).toBe('\u001b[1ma\u001b[22m\n1');
  });

  test('shows lists as their members and instants as they are', () => {
    expect(renderTable([{ arns: ['a', null, 'b\n'], at: '2026-11-23T19:00:00Z', ok: true }], { colours: false })).toBe(
      ['arns      at                    ok', 'a, , b\\n  2026-11-23T19:00:00Z  true'].join('\n'),
    );
  });

  test('never lets a cell or a column name steer the terminal', () => {
    fc.assert(
      fc.property(cellRows, fc.option(fc.integer({ min: 1, max: 120 }), { nil: undefined }), (found, width) => {
        expect(renderTable(found, { colours: false, width })).not.toMatch(steersTerminals);
      }),
      { numRuns: 300 },
    );
  });

  test('keeps to the width, whatever the cells', () => {
    const found = fc.array(fc.record({ first: cellValue, second: cellValue, third: cellValue }), { minLength: 1 });
    fc.assert(
      fc.property(found, fc.integer({ min: 24, max: 120 }), (rows, width) => {
        const lines = renderTable(rows, { colours: false, width }).split('\n');
        expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
      }),
      { numRuns: 300 },
    );
  });

  test('lays out 5,000 rows of 10 columns in a second', () => {
    const many = Array.from({ length: 5_000 }, (_, row) =>
      Object.fromEntries(
        Array.from({ length: 10 }, (_, column) => [`column_${column}`, `value ${row * column} of many`]),
      ),
    );
    const startedAt = processorMillis();
    renderTable(many, { colours: false, width: 150 });
    expect(processorMillis() - startedAt).toBeLessThan(5_000);
  });
});
