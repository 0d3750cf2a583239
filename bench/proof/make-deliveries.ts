import { disturb } from '../organisation/disturb.ts';
import type { RawRecord } from '../organisation/event.ts';
import { demoOptions, generateOrganisation } from '../organisation/generate-organisation.ts';
import { createRandom } from '../organisation/random.ts';
import { generateWildForest } from '../organisation/wild-forest.ts';

/** One object of the bucket, and the run of the pipeline that reads it. */
export interface ProofDelivery {
  readonly key: string;
  readonly part: number;
  readonly records: readonly RawRecord[];
}

const endAt = new Date('2026-11-23T00:00:00Z');
const weeks = 4;
/** Most of it is an organisation at work; one record in fifty stands in a forest that nobody planned. */
const forestShare = 0.02;
const forestCalls = 600;
const duplicateShare = 0.1;

/**
 * An organisation of about so many records with all that can go wrong: rare sessions, late and duplicated deliveries, lost
 * and damaged records, and wild forests among it.
 */
export function makeDeliveries(options: { records: number; seed: number; parts: number }): ProofDelivery[] {
  const random = createRandom(options.seed);
  const organisation = (scale: number) =>
    generateOrganisation({
      ...demoOptions(endAt),
      seed: options.seed,
      weeks,
      scale,
      lateShare: 0.05,
      missingShare: 0.02,
      duplicateShare: 0, // below, so that both copies of a damaged record are damaged alike
      hasOddities: false,
      hasRareSessions: true,
    }).deliveries;
  const count = (deliveries: readonly { readonly records: readonly unknown[] }[]): number =>
    deliveries.reduce((sum, { records }) => sum + records.length, 0);
  const perScale = count(organisation(2)) / 2;
  const forests = Math.max(1, Math.round((options.records * forestShare) / forestCalls));
  const deliveries = [
    ...organisation((options.records * (1 - forestShare)) / perScale).map(({ key, records }) => ({
      key,
      records: disturb(records, random, 0.01),
    })),
    ...Array.from({ length: forests }, (_, index) =>
      generateWildForest({
        seed: options.seed + index,
        endAt,
        exchanges: 150,
        calls: 450,
        isCrowded: true,
      }).deliveries.map(({ key, records }) => ({ key: `forest-${index}/${key}`, records })),
    ).flat(),
  ];
  return deliveries.flatMap(({ key, records }) => {
    const delivery = (name: string) => ({ key: name, records, part: random.whole(0, options.parts - 1) });
    return random.chance(duplicateShare) ? [delivery(key), delivery(`audit/${key}`)] : [delivery(key)];
  });
}
