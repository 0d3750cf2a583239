import { describe, expect, it } from 'vitest';
import { createSqlLibrary } from '../../adapters/files/sql-library.ts';
import { attribute } from '../../jobs/attribute.ts';
import type { QueryEngine } from '../../jobs/ports.ts';
import { openStagedLake, type StagedLake, type StagedRow } from './staged-lake.ts';

const sql = createSqlLibrary('sql');
const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const assumed = (name: string) => `arn:aws:sts::123456789012:assumed-role/${name}/work`;
const at = (day: number, minute: number) => new Date(Date.UTC(2026, 9, day, 10, minute)).toISOString().slice(0, 19);

/** A chain of two sessions and a call on one day: repository, deploy role, admin role. */
function chainOn(day: number): { exchange: StagedRow; rest: StagedRow[] } {
  const first = { user_identity_type: 'AssumedRole', access_key_id: `ASIA${day}A`, principal_arn: assumed('deploy') };
  const second = { user_identity_type: 'AssumedRole', access_key_id: `ASIA${day}B`, principal_arn: assumed('admin') };
  const exchange = {
    event_id: `exchange-${day}`,
    event_time: at(day, 0),
    event_name: 'AssumeRoleWithWebIdentity',
    user_identity_type: 'WebIdentityUser',
    caller_kind: 'web_identity',
    exchange_kind: 'web_identity',
    issued_key_id: `ASIA${day}A`,
    requested_role_arn: role('deploy'),
    issued_principal_arn: assumed('deploy'),
    expires_at: at(day, 59),
    subject: `repo:acme/shop-${day}:ref:refs/heads/main`,
    ci_repository: `acme/shop-${day}`,
  };
  const chained = {
    event_id: `chained-${day}`,
    event_time: at(day, 5),
    event_name: 'AssumeRole',
    exchange_kind: 'assume_role',
    issued_key_id: `ASIA${day}B`,
    requested_role_arn: role('admin'),
    issued_principal_arn: assumed('admin'),
    expires_at: at(day, 59),
    ...first,
    caller_id: `caller-a-${day}`,
  };
  const call = { event_id: `call-${day}`, event_time: at(day, 10), ...second, caller_id: `caller-b-${day}` };
  return { exchange, rest: [chained, call, { ...call, source_object: `redelivered-${day}` }] };
}

/** Lets through so many statements, then fails all: a process that was killed, on an engine without transactions. */
function killedAfter(engine: QueryEngine, statements: number): QueryEngine {
  let left = statements;
  const guard = <T>(run: () => Promise<T>): Promise<T> => {
    left -= 1;
    return left < 0 ? Promise.reject(new Error('killed')) : run();
  };
  return {
    query: (statement, parameters) => guard(() => engine.query(statement, parameters)),
    execute: (statement, parameters) => guard(() => engine.execute(statement, parameters)),
    atomically: (work) => work(),
  };
}

const tables = ['calls', 'duplicates', 'sessions', 'callers', 'deliveries'];
const contents = async (lake: StagedLake) =>
  Object.fromEntries(
    await Promise.all(
      tables.map(async (name) => {
        const rows = (await lake.look(`select * from ${name}`)).map(({ changed_in: _mark, ...row }) => row);
        return [name, rows.map((row) => JSON.stringify(row)).sort()] as const;
      }),
    ),
  );

/** What is known first, and what comes late: the exchange that explains it all. */
const { exchange, rest } = chainOn(3);
/** Every statement is tried where there is time for proof. */
const stride = process.env['SUBTRAIL_PROOF_SEEDS'] === undefined ? 6 : 1;
const steps = [
  [...rest, ...chainOn(4).rest],
  [exchange, chainOn(4).exchange],
];

async function settled(): Promise<Record<string, string[]>> {
  const lake = await openStagedLake();
  for (const rows of steps) await lake.settle(rows);
  const found = await contents(lake);
  lake.close();
  return found;
}

describe('attribute(), killed', () => {
  it('gives the same lake after it was killed at any statement of the repair, without transactions', async () => {
    const expected = await settled();
    expect(expected['calls']?.filter((row) => row.includes('"attribution":"chain"'))).toHaveLength(2);
    for (let statements = 0; ; statements += stride) {
      const lake = await openStagedLake();
      await lake.settle(steps[0] ?? []);
      await lake.stage(steps[1] ?? []);
      const window = { slotFirst: 'slot-0002', slotLast: 'slot-0002' };
      const outcome = await attribute({ engine: killedAfter(lake.engine, statements), sql, window }).catch(
        (error: Error) => error.message,
      );
      if (outcome === 'killed') await attribute({ engine: lake.engine, sql, window });
      const found = await contents(lake);
      lake.close();
      expect(found, `killed after ${statements} statements`).toEqual(expected);
      if (outcome !== 'killed') break;
    }
  }, 120_000);
});

describe('attribute(), in portions of days', () => {
  it('gives the same lake as in one go', async () => {
    const rows = [3, 4, 5, 20].flatMap((day) => [chainOn(day).exchange, ...chainOn(day).rest]);
    const whole = await openStagedLake();
    await whole.settle(rows);
    const expected = await contents(whole);
    whole.close();
    for (const daysAtOnce of [1, 3]) {
      const lake = await openStagedLake();
      await lake.stage(rows);
      const window = { slotFirst: 'slot-0001', slotLast: 'slot-0001' };
      await attribute({ engine: lake.engine, sql, window, copies: 'same_day', daysAtOnce });
      expect(await contents(lake)).toEqual(expected);
      lake.close();
    }
  });
});
