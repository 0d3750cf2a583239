import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { disturb } from '../../bench/organisation/disturb.ts';
import { demoOptions, generateOrganisation } from '../../bench/organisation/generate-organisation.ts';
import { walkOrigins } from '../../bench/organisation/oracle/walk-origins.ts';
import { createRandom } from '../../bench/organisation/random.ts';
import { ingestHere, queryHere } from '../local-lake.ts';

/** How many organisations: a few here, more when the whole proof is asked for. */
const seeds = Array.from({ length: Number(process.env['SUBTRAIL_PROOF_SEEDS'] ?? 2) }, (_, index) => 100 + index);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'subtrail-disturbed-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a lake of disturbed deliveries', () => {
  it.each(seeds)('says of every event what a walk up to its root finds (seed %i)', async (seed) => {
    const random = createRandom(seed);
    const { deliveries } = generateOrganisation({
      ...demoOptions(new Date('2026-11-23T00:00:00Z')),
      seed,
      weeks: 1,
      scale: 0.3,
      duplicateShare: 0,
      hasOddities: false,
      hasRareSessions: true,
    });
    const share = random.pick([0, 0.01, 0.05, 0.2]);
    const disturbed = deliveries.map(({ key, records }) => ({ key, records: disturb(records, random, share) }));
    const parts = random.whole(1, 3);
    const lake = join(folder, String(seed), 'lake');
    for (let part = 0; part < parts; part += 1) {
      const root = join(folder, String(seed), String(part));
      for (const { key, records } of disturbed.filter((_delivery, index) => index % parts === part)) {
        const file = join(root, key);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, gzipSync(JSON.stringify({ Records: records })));
      }
      // Half of them as in AWS, where a run reads only the days that its rows can concern.
      await ingestHere(lake, [root], { copies: seed % 2 === 0 ? 'same_day' : 'anywhere' });
    }
    const rows = await queryHere(lake, 'select * from calls');
    const expected = walkOrigins(disturbed.flatMap(({ records }) => records));
    const wrong = rows.flatMap((row) => {
      const id = `${row['event_id']} ${row['recipient_account_id']}`;
      const answer = expected.get(id);
      const said = {
        originKind: row['origin_kind'],
        originSubject: row['origin_subject'],
        originIssuer: row['origin_issuer'],
        originKeyId: row['origin_key_id'],
        chainDepth: row['chain_depth'],
        attribution: row['attribution'],
        reason: row['attribution_reason'],
      };
      return isDeepStrictEqual(said, answer) ? [] : [{ id, name: row['event_name'], said, answer }];
    });
    expect(rows.length).toBe(expected.size);
    expect(wrong.slice(0, 3)).toEqual([]);
  });
}, 300_000);
