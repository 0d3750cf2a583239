import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assumptions, changedForLargeLakes } from '../../../core/costs/assumptions.ts';
import { attributeReads, attributeSeconds, totalReads } from '../../../core/costs/athena-reads.ts';
import { athenaDollars, prices } from '../../../core/costs/prices.ts';
import { sampleLoads } from '../../../core/costs/sample-loads.ts';
import { estimateService } from '../../../core/costs/service-costs.ts';

const [, , large] = sampleLoads;
const load = large ?? { accounts: 0, eventsPerMonth: 0, objectsPerMonth: 0 };
const dollarsOf = (costs: ReturnType<typeof estimateService>, item: string): number =>
  costs.items.find((one) => one.item === item)?.dollars ?? Number.NaN;

describe('athenaDollars()', () => {
  test('asks five dollars for a TB, and for ten MB at least', () => {
    expect(athenaDollars(2 ** 40)).toBe(5);
    expect(athenaDollars(0)).toBe(athenaDollars(10_000_000));
    expect(athenaDollars(10_000_000)).toBeCloseTo(0.0000455, 7);
  });
});

describe('estimateService()', () => {
  const costs = estimateService(load);

  test('has figures that can be done by hand', () => {
    // 29.2 million objects: 0.40 a million to get, and two files for a hundred of them at 5 a million, read 3.3 times.
    expect(dollarsOf(costs, 'S3, requests')).toBeCloseTo(29.2 * 0.4 + 0.584 * 5 + 0.584 * 3.3 * 0.4, 2);
    // One to send, and a tenth each to receive and to delete.
    expect(dollarsOf(costs, 'SQS')).toBeCloseTo(29.2 * 1.2 * 0.4, 2);
    expect(dollarsOf(costs, 'CloudWatch, metrics, alarms, dashboard')).toBeCloseTo(22 * 0.3 + 15 * 0.1 + 3, 6);
    expect(dollarsOf(costs, 'KMS')).toBeCloseTo(1 + 2920 * 0.03, 6);
    expect(costs.compressedGb).toBeCloseTo((36.5e9 * 1708) / 8.05 / 1e9, 3);
  });

  test('adds up, and never falls when more is delivered', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1e11, noNaN: true }),
        fc.double({ min: 1, max: 1e9, noNaN: true }),
        (events, objects) => {
          const small = estimateService({ accounts: 1, eventsPerMonth: events, objectsPerMonth: objects });
          const more = estimateService({ accounts: 1, eventsPerMonth: events * 2, objectsPerMonth: objects * 2 });
          expect(small.dollars).toBeCloseTo(
            small.items.reduce((sum, { dollars }) => sum + dollars, 0),
            6,
          );
          for (const { item, dollars } of small.items) expect(dollarsOf(more, item)).toBeGreaterThanOrEqual(dollars);
        },
      ),
    );
  });

  test('asks for Athena’s least where there is next to nothing to read', () => {
    const quiet = estimateService({ accounts: 1, eventsPerMonth: 1, objectsPerMonth: 1 });
    const least = assumptions.runsPerMonth * assumptions.statementsPerRun * athenaDollars(prices.athenaBilledBytesMin);
    expect(dollarsOf(quiet, 'Athena, attribute')).toBeCloseTo(least, 6);
  });

  test('falls fivefold at least for a large lake, when it is changed as decision 0016 says', () => {
    expect(costs.dollars / estimateService(load, changedForLargeLakes).dollars).toBeGreaterThan(5);
  });
});

describe('attributeSeconds()', () => {
  test('fits 50 million calls an hour into a run, however old the lake is', () => {
    const lake = { newCalls: 12.5e6, callsOnDays: 1.2e9 };
    const credentials = assumptions.credentialReadDays * lake.callsOnDays * assumptions.credentialsPerCall;
    const seconds = attributeSeconds(attributeReads({ ...lake, credentials }));
    expect(seconds).toBeGreaterThan(450);
    expect(seconds).toBeLessThan(700);
    expect(totalReads(attributeReads({ newCalls: 12.5e6, callsOnDays: 1.2e9, credentials: 0 })) / 1e9).toBeCloseTo(
      299,
      0,
    );
  });
});
