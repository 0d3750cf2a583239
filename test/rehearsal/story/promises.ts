import { isDeepStrictEqual } from 'node:util';
import { walkOrigins } from '../../../bench/organisation/oracle/walk-origins.ts';
import { readStatus } from '../../../jobs/status.ts';
import { promiseSameLake } from './compare-lakes.ts';
import type { Parcel } from './deliveries.ts';
import type { World } from './world.ts';

/**
 * Nothing lost and nothing doubled: the books balance, and the lake is the one that the command line makes of the same.
 * **shape**: `madeUpIds` says that records of several days share ids, as no trail writes them: such are several calls.
 */
export async function promiseNothingLost(world: World, { madeUpIds = false } = {}): Promise<void> {
  const { narrator, lake, sql, twin } = world;
  const status = await readStatus(lake, sql);
  const { counts } = status;
  const problems = status.problems.filter((problem) => !(madeUpIds && problem.endsWith('rows for one event')));
  narrator.promise(
    `the books balance: ${counts['rows_staged']} rows staged = ${counts['calls']} calls + ${counts['duplicates']} duplicates`,
    problems.length === 0,
    problems,
  );
  await twin.catchUp();
  await promiseSameLake(narrator, lake, twin.engine);
}

/** Every call goes back to what a walk through the records finds. */
export async function promiseTruth(world: World, parcels: readonly Parcel[]): Promise<void> {
  const { narrator, lake } = world;
  const expected = walkOrigins(parcels.flatMap(({ records }) => records ?? []));
  const text =
    'select event_id, recipient_account_id, event_name, origin_kind, origin_subject, origin_issuer, origin_key_id, chain_depth, attribution, attribution_reason from calls';
  const rows = await lake.query({ name: 'truth', text, header: {}, parameterNames: [], parameterTypes: {} });
  const said = new Map(rows.map((row) => [`${row['event_id']} ${row['recipient_account_id']}`, row]));
  const wrong = [...expected].flatMap(([id, answer]) => {
    const row = said.get(id);
    const found = row && {
      originKind: row['origin_kind'],
      originSubject: row['origin_subject'],
      originIssuer: row['origin_issuer'],
      originKeyId: row['origin_key_id'],
      chainDepth: row['chain_depth'],
      attribution: row['attribution'],
      reason: row['attribution_reason'],
    };
    return isDeepStrictEqual(found, answer) ? [] : [{ id, name: row?.['event_name'], found, answer }];
  });
  narrator.promise(
    `all ${expected.size} calls go back to what a walk through the records finds`,
    wrong.length === 0,
    wrong.slice(0, 2),
  );
}
