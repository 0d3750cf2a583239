import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePullRequestHint } from '../../../core/origin/pull-request-hint.ts';

describe('parsePullRequestHint()', () => {
  it.each([
    ['jdoe-acme-infra-123', 'acme/infra#123'],
    ['jane-doe,acme,infra-live,7', 'acme/infra-live#7'],
    ['jdoe+acme+infra.live+7', 'acme/infra.live#7'],
    ['jdoe=acme=infra=9999999', 'acme/infra#9999999'],
  ])('reads %s as %s', (name, hint) => {
    expect(parsePullRequestHint(name)).toBe(hint);
  });

  it.each([
    'GitHubActions',
    'GitLabRunner-1-2',
    'jane-doe-acme-infra-123', // whose hyphens are whose cannot be told
    'jdoe-acme-infra-0123',
    'jdoe-acme-infra-12345678',
    'jdoe-acme-infra-',
    '-acme-infra-1',
    'jdoe,acme,in@fra,1',
    `jdoe-acme-${'x'.repeat(60)}-1`,
    '',
  ])('reads nothing into %j', (name) => {
    expect(parsePullRequestHint(name)).toBeNull();
  });

  it('gives back what a name was made of', () => {
    const owner = fc.stringMatching(/^[a-z0-9]{1,12}$/);
    const repository = fc.stringMatching(/^[a-z0-9._-]{1,20}$/);
    fc.assert(
      fc.property(owner, owner, repository, fc.integer({ min: 1, max: 9_999_999 }), (user, org, repo, pull) => {
        expect(parsePullRequestHint([user, org, repo, pull].join(','))).toBe(`${org}/${repo}#${pull}`);
      }),
    );
  });

  it('never throws, and gives a hint of one form only', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const hint = parsePullRequestHint(name);
        expect(hint === null || /^[^/]+\/.+#\d+$/.test(hint)).toBe(true);
      }),
    );
  });
});
