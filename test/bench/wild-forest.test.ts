import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Delivery } from '../../bench/organisation/deliver.ts';
import { walkOrigins } from '../../bench/organisation/oracle/walk-origins.ts';
import { createRandom, type Random } from '../../bench/organisation/random.ts';
import { generateWildForest } from '../../bench/organisation/wild-forest.ts';
import { ingestHere, queryHere } from '../local-lake.ts';

const seeds = Array.from({ length: Number(process.env['SUBTRAIL_PROOF_SEEDS'] ?? 2) }, (_, index) => 500 + index);
const endAt = new Date('2026-11-23T00:00:00Z');
const size = { endAt, exchanges: 150, calls: 600 };

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'subtrail-forest-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Puts deliveries into a lake in so many runs, in an order that has nothing to do with their time. */
async function ingestInParts(name: string, deliveries: readonly Delivery[], parts: number, random: Random) {
  const lake = join(folder, name, 'lake');
  for (const part of Array.from({ length: parts }, (_, index) => index)) {
    const root = join(folder, name, String(part));
    mkdirSync(root, { recursive: true });
  }
  for (const { key, records } of deliveries) {
    const file = join(folder, name, String(random.whole(0, parts - 1)), key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, gzipSync(JSON.stringify({ Records: records })));
  }
  for (let part = 0; part < parts; part += 1) await ingestHere(lake, [join(folder, name, String(part))]);
  const rows = await queryHere(lake, 'select * from calls');
  return new Map(rows.map((row) => [`${row['event_id']} ${row['recipient_account_id']}`, answerOf(row)]));
}

const answerOf = (row: Readonly<Record<string, unknown>>) => ({
  originKind: row['origin_kind'],
  originSubject: row['origin_subject'],
  originIssuer: row['origin_issuer'],
  originKeyId: row['origin_key_id'],
  chainDepth: row['chain_depth'],
  attribution: row['attribution'],
  reason: row['attribution_reason'],
});

/** UTF-8 has no half pairs: what is stored has the replacement character instead. */
const stored = (answer: unknown): string | undefined => JSON.stringify(answer)?.replaceAll('\\ud800', '\ufffd');

/** What one map says otherwise than another, a few of it. */
const differences = <T>(said: ReadonlyMap<string, T>, expected: ReadonlyMap<string, T>) =>
  [...expected].flatMap(([id, answer]) =>
    stored(said.get(id)) === stored(answer) ? [] : [{ id, said: said.get(id), answer }],
  );

describe('a lake of a wild forest', () => {
  it.each(seeds)('says of every event what a walk up to its root finds, in any order (seed %i)', async (seed) => {
    const { deliveries } = generateWildForest({ ...size, seed, isCrowded: true });
    const random = createRandom(seed);
    const expected = walkOrigins(deliveries.flatMap(({ records }) => records));
    for (const parts of [1, random.whole(2, 5)]) {
      const said = await ingestInParts(`${seed}-${parts}`, deliveries, parts, random);
      expect(said.size).toBe(expected.size);
      expect(differences(said, expected).slice(0, 3)).toEqual([]);
    }
  });

  it.each(seeds)('never names another origin than the true one (seed %i)', async (seed) => {
    const { deliveries } = generateWildForest({ ...size, seed, isCrowded: false });
    const said = await ingestInParts(`${seed}-true`, deliveries, 2, createRandom(seed));
    const truth = deliveries.flatMap((delivery) => delivery.truth);
    const wrong = truth.filter(({ eventId, recipientAccountId, originSubject, originKeyId }) => {
      const answer = said.get(`${eventId} ${recipientAccountId}`);
      const isNamed = answer?.attribution !== 'context' && answer?.attribution !== 'none';
      return (
        isNamed && (stored(answer?.originSubject) !== stored(originSubject) || answer?.originKeyId !== originKeyId)
      );
    });
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  it.each(seeds)('loses nothing but what stands behind an exchange that is gone (seed %i)', async (seed) => {
    const { deliveries, lineage } = generateWildForest({ ...size, seed, isCrowded: false });
    const random = createRandom(seed);
    const exchanges = [...lineage].flatMap(([id, behind]) => (behind.at(-1) === id ? [behind] : []));
    const gone = new Set(random.pick(exchanges).slice(-1));
    const rest = deliveries.map((delivery) => ({
      ...delivery,
      records: delivery.records.filter((record) => !gone.has(String(record['eventID']))),
    }));
    const whole = await ingestInParts(`${seed}-whole`, deliveries, 1, random);
    const lessened = await ingestInParts(`${seed}-less`, rest, 2, random);
    const changed = differences(lessened, whole).filter(({ said }) => said !== undefined);
    const strangers = changed.filter(
      ({ id }) => !lineage.get(id.split(' ')[0] ?? '')?.some((event) => gone.has(event)),
    );
    expect(strangers.slice(0, 3)).toEqual([]);
    const unsaid = changed.filter(
      ({ said }) => said?.reason === null || !['none', 'context'].includes(String(said?.attribution)),
    );
    expect(unsaid.slice(0, 3)).toEqual([]);
  });
}, 300_000);
