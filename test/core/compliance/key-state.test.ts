import { describe, expect, it } from 'vitest';
import { findDormantKeys, type InventoryKey, lastUseByUser } from '../../../core/compliance/inventory.ts';
import { cutKeys, keyStateOf } from '../../../core/compliance/key-state.ts';
import { findRegressions, type KeyHistory } from '../../../core/compliance/regressions.ts';
import { someFinding } from '../../some-finding.ts';

const days = { weekStartOn: '2026-11-16', weekEndOn: '2026-11-23', readyAfterDays: 30 };

describe('keyStateOf()', () => {
  it.each([
    ['in_use', 1, '2026-11-20T10:00:00Z', null],
    ['quiet', 0, '2026-11-10T10:00:00Z', null],
    ['quiet', 0, '2026-10-24T00:00:00Z', null],
    ['ready', 0, '2026-10-23T23:59:59Z', null],
    ['quiet', 0, '2026-09-01T10:00:00Z', '2026-11-20T10:00:00Z'],
    ['ready', 0, '2026-09-01T10:00:00Z', '2026-09-02T10:00:00Z'],
  ])('is %s with %i calls, last seen %s, by AWS %s', (state, weekCalls, lastEventAt, inventoryUsedAt) => {
    expect(keyStateOf({ weekCalls, lastEventAt, inventoryUsedAt }, days)).toBe(state);
  });
});

describe('cutKeys()', () => {
  const keys = (...states: readonly ('in_use' | 'quiet' | 'ready')[]) => states.map((state, id) => ({ id, state }));
  const shown = (all: ReturnType<typeof keys>, max: number) => {
    const { rows, cut } = cutKeys(all, max);
    return [rows.map(({ id }) => id), cut];
  };

  it('shows all where there is room, in their order', () => {
    expect(shown(keys('in_use', 'quiet', 'ready'), 4)).toEqual([[0, 1, 2], 0]);
    expect(shown([], 4)).toEqual([[], 0]);
  });

  it('keeps places for keys that can go, and no more than a quarter', () => {
    const busy = keys('in_use', 'in_use', 'in_use', 'in_use', 'quiet', 'ready', 'ready');
    expect(shown(busy, 4)).toEqual([[0, 1, 2, 5], 3]);
    expect(shown(keys('in_use', 'quiet', 'ready', 'ready', 'ready'), 4)).toEqual([[0, 1, 2, 3], 1]);
  });
});

const inventoryKey = (facts: Partial<InventoryKey>): InventoryKey => ({
  userArn: 'arn:aws:iam::123456789012:user/ci',
  slot: 1,
  rotatedAt: null,
  lastUsedAt: null,
  lastUsedService: null,
  reportedAt: '2026-11-20T00:00:00Z',
  unnamedAt: null,
  ...facts,
});
const seen = (...ats: readonly string[]) =>
  ats.map((lastEventAt) => ({ principal: 'arn:aws:iam::123456789012:user/ci', lastEventAt }));
const dormant = (keys: readonly InventoryKey[], ...ats: readonly string[]) =>
  findDormantKeys(keys, { ...days, seen: seen(...ats) }).map(({ slot }) => slot);

describe('findDormantKeys()', () => {
  it('finds what neither AWS nor the trail has seen used for so long', () => {
    expect(dormant([inventoryKey({})])).toEqual([1]);
    expect(dormant([inventoryKey({ lastUsedAt: '2026-09-01T00:00:00Z' })])).toEqual([1]);
    expect(dormant([inventoryKey({ lastUsedAt: '2026-11-01T00:00:00Z' })])).toEqual([]);
    expect(dormant([inventoryKey({})], '2026-11-21T00:00:00Z')).toEqual([]);
    expect(dormant([inventoryKey({ unnamedAt: '2026-11-21T00:00:00Z' })])).toEqual([]);
    expect(dormant([inventoryKey({})], '2026-09-21T00:00:00Z')).toEqual([1]);
    expect(
      dormant([inventoryKey({ userArn: 'arn:aws:iam::123456789012:user/other' })], '2026-11-21T00:00:00Z'),
    ).toEqual([1]);
  });

  it('takes a use in the trail for that of the key which AWS saw used last, where there are two', () => {
    const used = inventoryKey({ lastUsedAt: '2026-11-19T00:00:00Z' });
    const twin = inventoryKey({ slot: 2 });
    expect(dormant([used, twin], '2026-11-21T00:00:00Z')).toEqual([2]);
    expect(dormant([used, twin], '2026-11-21T00:00:00Z', '2026-11-20T00:00:00Z')).toEqual([]);
    expect(dormant([inventoryKey({}), twin], '2026-11-21T00:00:00Z')).toEqual([]);
  });

  it('knows the last use of a user over all its keys', () => {
    const keys = [
      inventoryKey({ lastUsedAt: '2026-09-01T00:00:00Z' }),
      inventoryKey({ slot: 2, lastUsedAt: '2026-10-01T00:00:00Z' }),
    ];
    expect(lastUseByUser(keys).get('arn:aws:iam::123456789012:user/ci')).toBe('2026-10-01T00:00:00Z');
  });
});

describe('findRegressions()', () => {
  const key = (facts: Partial<KeyHistory>): KeyHistory => ({
    keyId: 'AKIAEXAMPLE1',
    principal: 'arn:aws:iam::123456789012:user/ci',
    owner: 'platform',
    lastBeforeAt: null,
    firstWeekAt: '2026-11-18T10:00:00Z',
    ...facts,
  });
  const nothing = { keys: [], created: [], shadowed: [], knowsBefore: true, ...days };
  const kinds = (facts: { readonly keys: readonly KeyHistory[]; readonly knowsBefore?: boolean }) =>
    findRegressions({ ...nothing, ...facts }).map(({ kind, detail }) => [kind, detail]);

  it('tells new keys, keys that are back, and neither where nothing is known of before', () => {
    expect(kinds({ keys: [key({})] })).toEqual([['key_new', 'not seen before']]);
    expect(kinds({ keys: [key({})], knowsBefore: false })).toEqual([]);
    expect(kinds({ keys: [key({ lastBeforeAt: '2026-10-18T10:00:00Z' })] })).toEqual([
      ['key_back', 'quiet for 31 days'],
    ]);
    expect(kinds({ keys: [key({ lastBeforeAt: '2026-11-15T10:00:00Z' })] })).toEqual([]);
    expect(kinds({ keys: [key({ firstWeekAt: null })] })).toEqual([]);
  });

  it('tells of a key that was created once, whether or not it was used', () => {
    const created = [{ keyId: 'AKIAEXAMPLE1', userName: 'ci', createdBy: 'alice', createdAt: '2026-11-17T10:00:00Z' }];
    const options = { ...nothing, created };
    expect(findRegressions(options)).toMatchObject([{ detail: 'created by alice, not used yet', principal: 'ci' }]);
    expect(findRegressions({ ...options, keys: [key({})] })).toMatchObject([{ detail: 'created by alice' }]);
  });

  it('tells of repositories that used a key beside their session in that week', () => {
    const facts = { rule: 'shadowed_session', actor: 'acme/shop', resource: 'AKIAEXAMPLE1' };
    const shadowed = ['2026-11-15T10:00:00Z', '2026-11-17T10:00:00Z', '2026-11-23T00:00:00Z'].map((last_event_at) =>
      someFinding({ ...facts, last_event_at }),
    );
    expect(findRegressions({ ...nothing, shadowed })).toEqual([
      {
        kind: 'repository_fell_back',
        name: 'acme/shop',
        principal: null,
        owner: null,
        detail: 'used AKIAEXAMPLE1 beside its OIDC session',
        at: '2026-11-17T10:00:00Z',
      },
    ]);
  });
});
