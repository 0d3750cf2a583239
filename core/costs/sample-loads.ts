import type { ServiceLoad } from './service-costs.ts';

/** Calls of an account in a month: 50 million an hour among 5,000 accounts. */
const eventsPerAccount = (50e6 * 730) / 5000;

/**
 * Organisations of three sizes. A small account delivers more objects for its calls: CloudTrail writes about every five
 * minutes in each region where something happens. Large ones deliver larger objects, 40,000 an hour.
 */
export const sampleLoads: readonly ServiceLoad[] = [
  { accounts: 1, eventsPerMonth: eventsPerAccount, objectsPerMonth: 3 * 12 * 730 },
  { accounts: 100, eventsPerMonth: 100 * eventsPerAccount, objectsPerMonth: 2_000 * 730 },
  { accounts: 5_000, eventsPerMonth: 5_000 * eventsPerAccount, objectsPerMonth: 40_000 * 730 },
];
