import type { Finding } from '../findings/finding.ts';
import type { Regression } from './report-rows.ts';

/** When a key of the reported week was used before it and in it; null where it was not. */
export interface KeyHistory {
  readonly keyId: string;
  readonly principal: string | null;
  readonly owner: string | null;
  readonly lastBeforeAt: string | null;
  readonly firstWeekAt: string | null;
}

/** A key that was created, or activated again, in the reported week. */
export interface CreatedKey {
  readonly keyId: string;
  readonly userName: string | null;
  readonly createdBy: string | null;
  readonly createdAt: string;
}

/**
 * What went the wrong way in the reported week, the newest first.
 * **shape**: `knowsBefore` says that the window holds two weeks before it at least, the first of which may be cut off: without them
 * every key would be new. A key is new when the window did not see it before the week. It is back after
 * `readyAfterDays` days of silence. `shadowed` are findings of keys used beside an OIDC session of a repository.
 */
export function findRegressions(options: {
  readonly keys: readonly KeyHistory[];
  readonly created: readonly CreatedKey[];
  readonly shadowed: readonly Finding[];
  readonly weekStartOn: string;
  readonly weekEndOn: string;
  readonly knowsBefore: boolean;
  readonly readyAfterDays: number;
}): Regression[] {
  const { keys, created, knowsBefore, readyAfterDays } = options;
  const known = new Map(keys.map((key) => [key.keyId, key]));
  const fresh = created.map((one): Regression => {
    const key = known.get(one.keyId);
    const by = one.createdBy === null ? '' : ` by ${one.createdBy}`;
    const used = key?.firstWeekAt === null || key === undefined ? ', not used yet' : '';
    const principal = key?.principal ?? one.userName;
    const detail = `created${by}${used}`;
    return { kind: 'key_new', name: one.keyId, principal, owner: key?.owner ?? null, detail, at: one.createdAt };
  });
  const createdIds = new Set(created.map(({ keyId }) => keyId));
  const used = keys.flatMap((key): Regression[] => {
    const { keyId: name, principal, owner, firstWeekAt: at, lastBeforeAt } = key;
    if (at === null || createdIds.has(name)) return [];
    const row = { name, principal, owner, at };
    if (lastBeforeAt === null) return knowsBefore ? [{ ...row, kind: 'key_new', detail: 'not seen before' }] : [];
    const quietDays = Math.floor((Date.parse(at) - Date.parse(lastBeforeAt)) / 86_400_000);
    return quietDays >= readyAfterDays ? [{ ...row, kind: 'key_back', detail: `quiet for ${quietDays} days` }] : [];
  });
  return [...fresh, ...used, ...fallenBack(options)].sort(newestFirst);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const newestFirst = (a: Regression, b: Regression): number =>
  compare(b.at, a.at) || compare(a.kind, b.kind) || compare(a.name, b.name);

/** Repositories that have OIDC and used a key in the week all the same. */
function fallenBack(options: {
  readonly shadowed: readonly Finding[];
  readonly weekStartOn: string;
  readonly weekEndOn: string;
}): Regression[] {
  const isInWeek = ({ last_event_at }: Finding) =>
    last_event_at.slice(0, 10) >= options.weekStartOn && last_event_at.slice(0, 10) < options.weekEndOn;
  return options.shadowed.filter(isInWeek).map(({ actor, resource, owner, last_event_at }) => ({
    kind: 'repository_fell_back',
    name: actor ?? 'no subject',
    principal: null,
    owner,
    detail: `used ${resource ?? 'a key'} beside its OIDC session`,
    at: last_event_at,
  }));
}
