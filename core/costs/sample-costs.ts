import { changedForLargeLakes } from './assumptions.ts';
import { sampleLoads } from './sample-loads.ts';
import { estimateService, type ServiceCosts } from './service-costs.ts';

/** The columns of docs/costs.md: the sample loads as things are, and the largest as it would be after decision 0016. */
export function estimateSamples(): readonly { readonly note: string; readonly costs: ServiceCosts }[] {
  const largest = sampleLoads.slice(-1);
  return [
    ...sampleLoads.map((load) => ({ note: '', costs: estimateService(load) })),
    ...largest.map((load) => ({ note: 'changed', costs: estimateService(load, changedForLargeLakes) })),
  ];
}
