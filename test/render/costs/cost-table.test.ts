import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { estimateSamples } from '../../../core/costs/sample-costs.ts';
import { renderCostTable } from '../../../render/costs/cost-table.ts';

test('docs/costs.md has the table that the model computes (npx tsx scripts/print-costs.ts)', () => {
  const documented = readFileSync('docs/costs.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .join('\n');
  expect(documented).toContain(renderCostTable(estimateSamples()));
});
