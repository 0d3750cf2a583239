import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesStringLike } from '../../../core/origin/string-like.ts';
import { looseName, looseSubject } from '../../../core/policy/loose-pattern.ts';

describe('looseSubject()', () => {
  test.each([
    ['*', 'it admits every subject of the issuer'],
    ['**?', 'it admits every subject of the issuer'],
    ['repo:*', 'it admits every tenant of the issuer'],
    ['repo:*/shop:ref:refs/heads/main', 'it admits every tenant of the issuer'],
    ['repo:acme*', 'it also admits "repo:acme-evil"'],
    ['repo:acme*:ref:refs/heads/main', 'it also admits "repo:acme-evil:ref:refs/heads/main"'],
    ['repo:acme*/shop:*', 'it also admits "repo:acme-evil/shop:"'],
    ['repo:acme@*', 'it admits every later owner of the name: write the whole id after "@"'],
    ['repo:acme@12*/shop@34:*', 'it admits every later owner of the name: write the whole id after "@"'],
    ['repo:acme/shop*', 'it also admits "repo:acme/shop-evil"'],
    ['repo:acme/shop*:ref:refs/heads/main', 'it also admits "repo:acme/shop-evil:ref:refs/heads/main"'],
    ['project_path:acme*:ref_type:branch:ref:main', 'it also admits "project_path:acme-evil:ref_type:branch:ref:main"'],
    ['project_path:acme/shop*', 'it also admits "project_path:acme/shop-evil"'],
    ['organization:acme*', 'it also admits "organization:acme-evil"'],
    ['*:environment:production', 'it begins with a wildcard, so any tenant of the issuer can have such a subject'],
  ])('warns of %j: %s', (pattern, reason) => {
    expect(looseSubject(pattern)).toBe(reason);
  });

  test.each([
    'repo:acme/shop:ref:refs/heads/main',
    'repo:acme/*',
    'repo:acme/shop:*',
    'repo:acme@123456/*',
    'repo:acme@123456/shop@456789:*',
    'project_path:acme/*:ref_type:branch:ref:main',
    'organization:acme:project:*:workspace:net-prod:run_phase:*',
    'organization:acme:pipeline:*',
    'system:serviceaccount:ci:*',
    'org/2f1c/project/*',
    'job_workflow_ref:acme/ci/.github/workflows/d.yml@*',
    'repository_owner:acme:*',
    'anything without a wildcard',
  ])('has nothing to say about %j', (pattern) => {
    expect(looseSubject(pattern)).toBeNull();
  });

  test('names only examples that the pattern admits', () => {
    const piece = fc.constantFrom('repo:', 'acme', '*', '?', '/', ':', '@', '12', 'shop', 'organization:', '-', 'ref');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const pattern = pieces.join('');
        for (const reason of [looseSubject(pattern), looseName(pattern)]) {
          const example = /^it also admits (".*")$/.exec(reason ?? '')?.[1];
          if (example !== undefined) expect(matchesStringLike(pattern, JSON.parse(example))).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('looseName()', () => {
  test.each([
    ['acme*', 'it also admits "acme-evil"'],
    ['acme/shop*', 'it also admits "acme/shop-evil"'],
    ['acme*/shop', 'it also admits "acme-evil/shop"'],
    ['*', 'it admits every one there is'],
  ])('warns of %j: %s', (pattern, reason) => {
    expect(looseName(pattern)).toBe(reason);
  });

  test.each(['acme', 'acme/*', 'acme/shop', '*/shop', 'acme/platform/*'])('has nothing to say about %j', (pattern) => {
    expect(looseName(pattern)).toBeNull();
  });
});
