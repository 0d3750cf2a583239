import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planBatches } from '../../../core/cloudtrail/plan-batches.ts';

const objectsOf = (sizes: readonly number[]) =>
  sizes.map((sizeBytes, i) => ({ uri: `s3://b/${String(i).padStart(4, '0')}`, version: '1', sizeBytes }));

describe('planBatches()', () => {
  it('closes a batch before it grows too large', () => {
    const batches = planBatches(objectsOf([40, 40, 40, 10, 5]), { bytesMax: 64 });
    expect(batches.map((batch) => batch.map((object) => object.sizeBytes))).toEqual([[40], [40], [40, 10, 5]]);
  });

  it('closes a batch that has many objects', () => {
    expect(planBatches(objectsOf([1, 1, 1, 1, 1]), { objectsMax: 2 }).map((batch) => batch.length)).toEqual([2, 2, 1]);
  });

  it('gives a larger object a batch of its own', () => {
    const batches = planBatches(objectsOf([1, 100, 1]), { bytesMax: 64 });
    expect(batches.map((batch) => batch.length)).toEqual([1, 1, 1]);
  });

  it('takes about 64 MiB or 500 objects when nothing is said', () => {
    expect(planBatches(objectsOf(new Array(501).fill(1))).map((batch) => batch.length)).toEqual([500, 1]);
    expect(planBatches(objectsOf([40e6, 20e6, 20e6])).map((batch) => batch.length)).toEqual([2, 1]);
  });

  it('has no batch for no objects', () => {
    expect(planBatches([])).toEqual([]);
  });

  it('plans the same batches in whatever order objects come, each object once', () => {
    const sizes = fc.array(fc.nat({ max: 100 }), { maxLength: 40 });
    fc.assert(
      fc.property(sizes, fc.infiniteStream(fc.nat()), (found, order) => {
        const objects = objectsOf(found);
        const shuffled = objects
          .map((object) => ({ object, rank: Number(order.next().value) }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ object }) => object);
        const batches = planBatches(shuffled, { bytesMax: 150, objectsMax: 7 });
        expect(batches).toEqual(planBatches(objects, { bytesMax: 150, objectsMax: 7 }));
        expect(batches.flat()).toEqual(objects);
        for (const batch of batches) {
          const bytes = batch.reduce((sum, object) => sum + object.sizeBytes, 0);
          expect(batch.length === 1 || (bytes <= 150 && batch.length <= 7)).toBe(true);
        }
      }),
    );
  });
});
