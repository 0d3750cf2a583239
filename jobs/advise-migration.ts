import { z } from 'zod';
import type { SharedAction } from '../core/advice/migration/find-candidates.ts';
import { type KeyProfile, type MigrationAdvice, planMigration } from '../core/advice/migration/plan-migration.ts';
import { closestName } from '../core/policy/closest-name.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import { type AdviceSource, daysOfSource, readCalls, textOf, windowOf } from './advise-inputs.ts';
import type { Row } from './ports.ts';

/** Keys read to find the one asked for. */
const keysMax = 50_000;
/** Rows of shared actions: some hundred roles with all that the key does. */
const sharedMax = 50_000;

const text = z.string().nullable();
const sharedAction = z.object({
  role_arn: z.string(),
  account_id: text,
  event_source: text,
  event_name: z.string(),
  calls: z.number(),
  ci_platform: text,
  ci_repository: text,
});

/**
 * The way from a long-lived key to a role.
 * **shape**: `asked` is a key id, or the name or ARN of a user with one key in these days.
 * **errors**: `wrong_use` when the lake saw no such key at work.
 */
export async function adviseMigration(source: AdviceSource, asked: string): Promise<MigrationAdvice> {
  const keys = await source.engine.query(source.sql.get('advise/list_keys'), {
    ...windowOf(source),
    rows_max: keysMax,
  });
  const row = findKey(asked, keys);
  const keyId = textOf(row, 'key_id') ?? '';
  const of = { ...windowOf(source), key_id: keyId };
  const agents = await source.engine.query(source.sql.get('advise/key_agents'), of);
  const roles = await source.engine.query(source.sql.get('advise/key_roles'), of);
  const neighbours = await source.engine.query(source.sql.get('advise/key_neighbours'), of);
  const shared = await source.engine.query(source.sql.get('advise/shared_actions'), { ...of, rows_max: sharedMax });
  const { calls, isCut } = await readCalls(source, { roleArn: null, keyId });
  const profile = profileOf(row, agents);
  return planMigration({
    ...daysOfSource(source),
    profile,
    surroundings: {
      principal: profile.principal,
      agents: agents.map((one) => ({ userAgent: textOf(one, 'user_agent'), calls: Number(one['calls'] ?? 0) })),
      sessionNames: roles.flatMap((one) => textOf(one, 'session_name') ?? []),
      neighbours: neighbours.map((one) => ({
        platform: textOf(one, 'ci_platform'),
        repository: textOf(one, 'ci_repository'),
        sessions: Number(one['sessions'] ?? 0),
      })),
    },
    calls,
    sessions: roles.map((one) => ({
      exchangeKind: textOf(one, 'exchange_kind') ?? 'unknown',
      roleArn: textOf(one, 'role_arn'),
      sessionName: textOf(one, 'session_name'),
      sessions: Number(one['sessions'] ?? 0),
      refused: Number(one['refused'] ?? 0),
    })),
    shared: shared.map((one): SharedAction => sharedAction.parse(one)),
    isCut: isCut || shared.length === sharedMax,
  });
}

function findKey(asked: string, keys: readonly Row[]): Row {
  const byId = keys.find((row) => textOf(row, 'key_id') === asked);
  if (byId !== undefined) return byId;
  const ofUser = keys.filter((row) => {
    const principal = textOf(row, 'principal');
    return principal !== null && (principal === asked || principal.endsWith(`/${asked}`));
  });
  const [only, ...others] = ofUser;
  if (only !== undefined && others.length === 0) return only;
  const ids = keys.flatMap((row) => textOf(row, 'key_id') ?? []);
  const close = closestName(asked, ids);
  const meant = ofUser.length > 0 ? ofUser : keys.filter((row) => textOf(row, 'key_id') === close);
  const why =
    ofUser.length > 0
      ? 'the user has several keys, give one'
      : 'the lake saw no such long-lived key at work in these days';
  const lines = meant.slice(0, 5).map((row) => `\n  ${textOf(row, 'key_id')}  ${textOf(row, 'principal') ?? ''}`);
  const hint = meant.length > 0 ? '' : '; "subtrail query keys_in_use" lists those at work';
  throw new SubtrailError('wrong_use', `Advise on the key ${JSON.stringify(asked)}: ${why}${hint}${lines.join('')}`);
}

const profileOf = (row: Row, agents: readonly Row[]): KeyProfile => ({
  keyId: textOf(row, 'key_id') ?? '',
  principal: textOf(row, 'principal'),
  use: textOf(row, 'use'),
  owner: textOf(row, 'owner'),
  directCalls: Number(row['direct_calls'] ?? 0),
  sessionCalls: Number(row['session_calls'] ?? 0),
  firstEventAt: textOf(row, 'first_event_at') ?? '',
  lastEventAt: textOf(row, 'last_event_at') ?? '',
  days: Number(row['days'] ?? 0),
  quietDaysMax: Number(agents[0]?.['quiet_days_max'] ?? 0),
});
