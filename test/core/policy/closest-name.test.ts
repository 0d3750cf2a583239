import { describe, expect, test } from 'vitest';
import { closestName } from '../../../core/policy/closest-name.ts';

const known = ['role', 'issuer', 'repository', 'ref_kind', 'ref', 'renotify_after_days'];

describe('closestName()', () => {
  test.each([
    ['rolle', 'role'],
    ['roel', 'role'],
    ['Role', 'role'],
    ['repositories', 'repository'],
    ['repository ', 'repository'],
    ['ref-kind', 'ref_kind'],
    ['refkind', 'ref_kind'],
    ['renotifyAfterDays', 'renotify_after_days'],
    ['res', 'ref'],
    ['owner', null],
    ['', null],
    ['x', null],
    ['r'.repeat(100_000), null],
  ])('takes %j for %j', (found, meant) => {
    expect(closestName(found, known)).toBe(meant);
  });

  test('has no guess when nothing is known', () => {
    expect(closestName('role', [])).toBeNull();
  });
});
