import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventTruth } from '../../bench/organisation/event.ts';
import {
  deliveryBytes,
  demoOptions,
  generateOrganisation,
  type OrganisationOptions,
} from '../../bench/organisation/generate-organisation.ts';
import { ingestHere, problemsHere, queryHere } from '../local-lake.ts';

const endAt = new Date('2026-11-23T00:00:00Z');
const options = (seed: number, rest: Partial<OrganisationOptions> = {}): OrganisationOptions => ({
  ...demoOptions(endAt),
  seed,
  weeks: 2,
  lateShare: 0.1,
  missingShare: 0.05,
  duplicateShare: 0.1,
  hasRareSessions: true,
  ...rest,
});

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'subtrail-organisation-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes an organisation's deliveries, one folder for each part of them. */
function write(name: string, parts: readonly ReturnType<typeof generateOrganisation>['deliveries'][]): string[] {
  return parts.map((deliveries, index) => {
    const root = join(folder, name, String(index));
    for (const delivery of deliveries) {
      const file = join(root, delivery.key);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, deliveryBytes(delivery));
    }
    return root;
  });
}

const answer = (truth: EventTruth) => [
  truth.originKind,
  truth.originSubject,
  truth.originIssuer,
  truth.originKeyId,
  truth.chainDepth,
  truth.attribution,
];

/** What the lake says of each event, and what is true, by event and account. */
async function compare(name: string, parts: readonly ReturnType<typeof generateOrganisation>['deliveries'][]) {
  const lake = join(folder, name, 'lake');
  for (const root of write(name, parts)) await ingestHere(lake, [root]);
  const rows = await queryHere(
    lake,
    'select event_id, recipient_account_id, origin_kind, origin_subject, origin_issuer, origin_key_id, chain_depth, attribution from calls',
  );
  const found = Object.fromEntries(
    rows.map((row) => [
      `${row['event_id']} ${row['recipient_account_id']}`,
      [
        row['origin_kind'],
        row['origin_subject'],
        row['origin_issuer'],
        row['origin_key_id'],
        row['chain_depth'],
        row['attribution'],
      ],
    ]),
  );
  const truth = Object.fromEntries(
    parts
      .flat()
      .flatMap((delivery) => delivery.truth.map((one) => [`${one.eventId} ${one.recipientAccountId}`, answer(one)])),
  );
  expect(await problemsHere(lake)).toEqual([]);
  return { found, truth };
}

describe('generateOrganisation()', () => {
  it('gives the same deliveries for the same seed, and others for another', () => {
    const one = generateOrganisation(options(7));
    expect(generateOrganisation(options(7)).deliveries).toEqual(one.deliveries);
    expect(generateOrganisation(options(8)).deliveries).not.toEqual(one.deliveries);
  });

  it('issues each key once and tells the truth of each event once', () => {
    const { deliveries } = generateOrganisation(options(7));
    const events = deliveries.flatMap((delivery) =>
      delivery.truth.map((truth) => `${truth.eventId} ${truth.recipientAccountId}`),
    );
    expect(new Set(events).size).toBe(events.length);
    expect(events.length).toBeGreaterThan(4000);
    const kinds = new Set(
      deliveries.flatMap((delivery) => delivery.truth.map((truth) => `${truth.originKind} ${truth.attribution}`)),
    );
    for (const kind of [
      'web_identity session',
      'web_identity chain',
      'web_identity principal',
      'web_identity context',
      'access_key direct',
      'access_key session',
      'access_key shared_event',
      'aws_service session',
    ]) {
      expect(kinds).toContain(kind);
    }
  });
});

describe('a lake of a made-up organisation', () => {
  it.each([1, 2, 3])('says the truth of every event, late ones in a second run (seed %i)', async (seed) => {
    const { deliveries } = generateOrganisation(options(seed));
    const onTime = deliveries.filter((delivery) => delivery.batch === 'on_time');
    const late = deliveries.filter((delivery) => delivery.batch === 'late');
    expect(late.length).toBeGreaterThan(0);
    const { found, truth } = await compare(`seed-${seed}`, [onTime, late]);
    expect(found).toEqual(truth);
  });

  it('says the same when everything comes in reverse and in many parts', async () => {
    const { deliveries } = generateOrganisation(options(4, { weeks: 1 }));
    const reversed = deliveries.toReversed();
    const parts = Array.from({ length: 5 }, (_, index) => reversed.filter((_delivery, at) => at % 5 === index));
    const { found, truth } = await compare('reversed', parts);
    expect(found).toEqual(truth);
  });

  it('loses only the descendants of an exchange that never comes, and names nobody else', async () => {
    const { deliveries } = generateOrganisation(options(5, { weeks: 1, missingShare: 0, lateShare: 0.3 }));
    const onTime = deliveries.filter((delivery) => delivery.batch === 'on_time');
    const lateExchanges = new Set(
      deliveries
        .filter((delivery) => delivery.batch === 'late')
        .flatMap((delivery) => delivery.truth.map((one) => one.eventId)),
    );
    const { found, truth } = await compare('without-late', [onTime]);
    const wrong = Object.entries(found).filter(([id, said]) => JSON.stringify(said) !== JSON.stringify(truth[id]));
    expect(lateExchanges.size).toBeGreaterThan(0);
    expect(wrong.length).toBeGreaterThan(0);
    // What is left is what the record itself says: an issuer without a subject, in context, or nothing at all.
    for (const [, said] of wrong)
      expect([
        ['web_identity', null, 'context'],
        ['unknown', null, 'none'],
      ]).toContainEqual([said[0], said[1], said[5]]);
  });
}, 300_000);
