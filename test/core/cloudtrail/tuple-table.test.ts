import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TupleTable } from '../../../core/cloudtrail/tuple-table.ts';

describe('TupleTable', () => {
  it('numbers distinct rows in the order in which they come', () => {
    const row = fc.tuple(fc.integer({ min: -1, max: 2 }), fc.integer({ min: 0, max: 2 }), fc.integer());
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        const table = new TupleTable(3);
        const known: string[] = [];
        for (const found of rows) {
          const name = found.join();
          if (!known.includes(name)) known.push(name);
          expect(table.intern(Int32Array.from(found))).toBe(known.indexOf(name));
        }
        expect(table.count).toBe(known.length);
      }),
    );
  });

  it('keeps its numbers when it grows', () => {
    const table = new TupleTable(2);
    const rows = Array.from({ length: 5000 }, (_, i) => Int32Array.from([i, i % 7]));
    expect(rows.map((row) => table.intern(row))).toEqual(rows.map((_, i) => i));
    expect(rows.map((row) => table.intern(row))).toEqual(rows.map((_, i) => i));
    expect(table.isSame(3, Int32Array.from([3, 3]))).toBe(true);
    expect(table.isSame(3, Int32Array.from([3, 4]))).toBe(false);
  });
});
