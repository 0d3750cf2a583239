// Prints the cost table of docs/costs.md: npx tsx scripts/print-costs.ts
import { estimateSamples } from '../core/costs/sample-costs.ts';
import { renderCostTable } from '../render/costs/cost-table.ts';

console.log(renderCostTable(estimateSamples()));
