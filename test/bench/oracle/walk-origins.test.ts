import { describe, expect, it } from 'vitest';
import type { EventTruth } from '../../../bench/organisation/event.ts';
import { demoOptions, generateOrganisation } from '../../../bench/organisation/generate-organisation.ts';
import { type OriginAnswer, walkOrigins } from '../../../bench/organisation/oracle/walk-origins.ts';

const shown = ({
  originKind,
  originSubject,
  originIssuer,
  originKeyId,
  chainDepth,
  attribution,
}: EventTruth | OriginAnswer) =>
  JSON.stringify([originKind, originSubject, originIssuer, originKeyId, chainDepth, attribution]);

describe('walkOrigins()', () => {
  it.each([11, 12, 13])('finds what the made-up organisation knows of itself (seed %i)', (seed) => {
    const { deliveries } = generateOrganisation({
      ...demoOptions(new Date('2026-11-23T00:00:00Z')),
      seed,
      weeks: 1,
      lateShare: 0.1,
      missingShare: 0.05,
      hasOddities: false,
      hasRareSessions: true,
    });
    const found = walkOrigins(deliveries.flatMap((delivery) => delivery.records));
    const truth = deliveries.flatMap((delivery) => delivery.truth);
    const wrong = truth.filter((one) => {
      const answer = found.get(`${one.eventId} ${one.recipientAccountId}`);
      return answer === undefined || shown(answer) !== shown(one);
    });
    expect(truth.length).toBeGreaterThan(1000);
    expect(wrong.slice(0, 3)).toEqual([]);
  });
});
