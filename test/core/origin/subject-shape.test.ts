import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapeValue } from '../../../core/advice/trust/group-subjects.ts';
import { matchesPolicyText } from '../../../core/iam/policy-text.ts';
import { parseSubject } from '../../../core/origin/subject.ts';
import { isOneSubject, subjectShape } from '../../../core/origin/subject-shape.ts';

const families = new Map<string, string>();
const uuid = fc.uuid();
const sha = fc.stringMatching(/^[0-9a-f]{40}$/);
const word = fc.stringMatching(/^[a-z0-9-]{1,8}$/);
const circle = 'oidc.circleci.com/org/2f1c8a52-0000-4111-8222-333344445555';

/** Issuers whose subjects differ with every run, and two runs of one job. */
const runs: readonly (readonly [string, fc.Arbitrary<readonly [string, string]>])[] = [
  [
    'agent.buildkite.com',
    fc
      .tuple(word, word, sha, sha, fc.constantFrom('build', 'deploy', ''))
      .map(([pipeline, ref, one, other, step]): readonly [string, string] => {
        const head = `organization:acme:pipeline:${pipeline}:ref:refs/heads/${ref}:commit:`;
        return [`${head}${one}:step:${step}`, `${head}${other}:step:other`];
      }),
  ],
  [
    circle,
    fc.tuple(uuid, uuid, uuid, word).map(([project, one, other, ref]): readonly [string, string] => {
      const at = (user: string) =>
        `org/2f1c/project/${project}/user/${user}/vcs-origin/github.com/acme/shop/vcs-ref/refs/heads/${ref}`;
      return [at(one), at(other)];
    }),
  ],
  [
    'api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc',
    fc
      .tuple(uuid, fc.option(uuid), uuid, uuid)
      .map(([repository, environment, one, other]): readonly [string, string] => {
        const head = environment === null ? `{${repository}}` : `{${repository}}:{${environment}}`;
        return [`${head}:{${one}}`, `${head}:{${other}}`];
      }),
  ],
  [
    'identity.depot.dev',
    fc.tuple(word, word, word).map(([ref, one, other]): readonly [string, string] => {
      const head = `spiffe://identity.depot.dev/org/acme/ci/github/acme/shop/ref/refs/heads/${ref}/sandbox/`;
      return [`${head}${one}`, `${head}${other}`];
    }),
  ],
  [
    'oidc.codefresh.io',
    fc.tuple(word, word, word).map(([pipeline, one, other]): readonly [string, string] => {
      const head = `account:acme:pipeline:${pipeline}:initiator:`;
      return [`${head}${one}`, `${head}${other}`];
    }),
  ],
];

describe('subjectShape()', () => {
  it.each(runs)('%s: fits every run of a job, and only that job', (issuer, pairs) => {
    fc.assert(
      fc.property(pairs, pairs, ([one, again], [other]) => {
        const shape = subjectShape({ issuer, subject: one, families });
        expect(isOneSubject(shape)).toBe(false);
        const { value } = shapeValue(shape);
        expect(matchesPolicyText(value, one, 'like')).toBe(true);
        expect(matchesPolicyText(value, again, 'like')).toBe(true);
        const stable = (subject: string) => parseSubject({ issuer, subject, audience: null, families }).stable_subject;
        expect(matchesPolicyText(value, other, 'like')).toBe(stable(one) === stable(other));
      }),
    );
  });

  it('is the subject itself where its grammar has nothing of a run, whatever the text', () => {
    const issuers = ['token.actions.githubusercontent.com', 'gitlab.com', 'app.terraform.io', 'sso.example.com'];
    fc.assert(
      fc.property(fc.constantFrom(...issuers), fc.string({ unit: 'binary' }), (issuer, subject) => {
        expect(subjectShape({ issuer, subject, families })).toEqual([{ text: subject }]);
      }),
    );
  });

  it('holds a Bitbucket step to its length, so that a job with an environment does not fit', () => {
    const issuer = 'api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc';
    const id = '0f5e7d2c-1111-4222-8333-444455556666';
    const { value } = shapeValue(subjectShape({ issuer, subject: `{${id}}:{${id}}`, families }));
    expect(matchesPolicyText(value, `{${id}}:{${id}}:{${id}}`, 'like')).toBe(false);
  });

  it.each([
    ['token.actions.githubusercontent.com', 'repo:acme/shop:ref:refs/tags/v1', 'repo:acme/shop:ref:refs/tags/*'],
    ['gitlab.com', 'project_path:acme/shop:ref_type:tag:ref:v1', 'project_path:acme/shop:ref_type:tag:ref:*'],
    [
      'agent.buildkite.com',
      'organization:acme:pipeline:shop:ref:refs/tags/v1:commit:abc:step:x',
      'organization:acme:pipeline:shop:ref:refs/tags/*:commit:*:step:*',
    ],
    ['token.actions.githubusercontent.com', 'repo:acme/shop:ref:refs/heads/v1', 'repo:acme/shop:ref:refs/heads/v1'],
  ])('%s: opens the tag of %s when asked', (issuer, subject, expected) => {
    expect(shapeValue(subjectShape({ issuer, subject, families, anyTag: true })).value).toBe(expected);
  });
});
