import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectionCatalogue } from '../../core/findings/catalogue.ts';
import { runCase } from './run-case.ts';

describe.each(detectionCatalogue.map((detection) => detection.id))('sql/detections/%s', (id) => {
  const folder = join('test/sql/detections', id);
  it.each(readdirSync(folder))('%s', async (name) => {
    const expected = JSON.parse(readFileSync(join(folder, name, 'expected.json'), 'utf8')) as Record<string, unknown>[];
    const rows = await runCase(`detections/${id}`, join(folder, name));
    // A case names the columns it is about; all rows must be there, in order.
    expect(
      rows.map((row, index) =>
        Object.fromEntries(Object.keys(expected[index] ?? { finding_key: '' }).map((column) => [column, row[column]])),
      ),
    ).toEqual(expected);
  });
});
