import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toPolicyJson } from '../../../core/advice/policy-value.ts';
import {
  classicRepository,
  type ObservedSubject,
  withRepositoryIds,
} from '../../../core/advice/trust/observed-subject.ts';
import { planTrust } from '../../../core/advice/trust/plan-trust.ts';
import { readTrustPolicy } from '../../../core/advice/trust/read-trust-policy.ts';
import { admitsWebIdentity } from '../../../core/iam/evaluate-trust.ts';
import { gradeTrustPolicy } from '../../../core/iam/grade-trust-policy.ts';
import { parsePolicyDocument } from '../../../core/iam/policy-document.ts';
import { parseSubject } from '../../../core/origin/subject.ts';
import { hclPolicy } from '../../../render/advice/terraform.ts';

const families = new Map<string, string>();
const github = 'token.actions.githubusercontent.com';
const bitbucket = 'api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc';
const circle = 'oidc.circleci.com/org/2f1c8a52-0000-4111-8222-333344445555';
const accountId = '123456789012';
const providerOf = (issuer: string) => `arn:aws:iam::${accountId}:oidc-provider/${issuer}`;

const observe = (issuer: string, subject: string, audience: string | null = 'sts.amazonaws.com'): ObservedSubject => {
  const columns = parseSubject({ issuer, subject, audience, families });
  return {
    issuer,
    audience,
    subject,
    stable_subject: columns.stable_subject,
    ci_platform: columns.ci_platform,
    ci_repository: columns.ci_repository,
    ci_ref_kind: columns.ci_ref_kind,
    ci_ref: columns.ci_ref,
    sessions: 3,
    refused: 0,
    tagged: 0,
    subjects: 1,
    first_event_at: '2026-11-01T00:00:00Z',
    last_event_at: '2026-11-20T00:00:00Z',
  };
};

const word = fc.constantFrom(
  'acme',
  'acme-evil',
  'shop',
  'web',
  'main',
  'a.b',
  'x?y',
  '*',
  `\${aws:username}`,
  `%{if}`,
);
const hostile = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 });
const uuid = fc.uuid();
const subjects = fc.oneof(
  fc.tuple(word, word, word).map(([a, b, c]) => [github, `repo:${a}/${b}:ref:refs/heads/${c}`] as const),
  fc.tuple(word, word).map(([a, b]) => [github, `repo:${a}@7/${b}@42:environment:prod`] as const),
  fc.tuple(word, word).map(([a, b]) => [github, `repo:${a}/${b}:pull_request`] as const),
  fc.tuple(word, word).map(([a, b]) => ['gitlab.com', `project_path:${a}/${b}:ref_type:branch:ref:main`] as const),
  fc
    .tuple(word, word, word)
    .map(
      ([a, b, c]) => ['agent.buildkite.com', `organization:${a}:pipeline:${b}:ref:main:commit:${c}:step:x`] as const,
    ),
  fc.tuple(uuid, uuid).map(([a, b]) => [bitbucket, `{${a}}:{${b}}`] as const),
  fc.tuple(uuid, uuid, uuid).map(([a, b, c]) => [bitbucket, `{${a}}:{${b}}:{${c}}`] as const),
  fc.tuple(uuid, uuid).map(([a, b]) => [circle, `org/2f1c/project/${a}/user/${b}`] as const),
  fc.tuple(fc.constantFrom(github, 'sso.example.com'), hostile).map(([issuer, text]) => [issuer, text] as const),
);
const observed = fc
  .array(
    fc
      .tuple(subjects, fc.constantFrom('sts.amazonaws.com', 'other', `\${x}`))
      .map(([[issuer, subject], audience]) => observe(issuer, subject, audience)),
    { minLength: 1, maxLength: 8 },
  )
  .map((all) => [
    ...new Map(all.map((one) => [JSON.stringify([one.issuer, one.audience, one.subject]), one])).values(),
  ]);

/** Today's policies: none, open ones, narrow ones, mixed and several statements. */
const condition = fc.constantFrom<object>(
  {},
  { StringEquals: { [`${github}:aud`]: 'sts.amazonaws.com' } },
  { StringLike: { [`${github}:sub`]: 'repo:acme*' } },
  { StringLike: { [`${github}:sub`]: ['repo:acme/*', 'repo:*'] }, StringEquals: { [`${github}:aud`]: 'other' } },
  { 'ForAllValues:StringLike': { [`${github}:sub`]: 'repo:acme/shop:*' } },
  { StringEqualsIfExists: { 'gitlab.com:sub': 'project_path:acme/web:ref_type:branch:ref:main' } },
);
const principal = fc.constantFrom<unknown>(
  { Federated: providerOf(github) },
  { Federated: [providerOf(github), providerOf('gitlab.com'), `arn:aws:iam::${accountId}:saml-provider/okta`] },
  { Federated: providerOf(bitbucket), Service: 'lambda.amazonaws.com' },
  { Service: 'ec2.amazonaws.com' },
  { AWS: `arn:aws:iam::${accountId}:root` },
  '*',
);
const statement = fc.record({
  Effect: fc.constant('Allow'),
  Principal: principal,
  Action: fc.constantFrom(
    'sts:AssumeRoleWithWebIdentity',
    ['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity'],
    'sts:*',
  ),
  Condition: condition,
  Sid: fc.constantFrom('ci', 'other'),
});
const today = fc.option(fc.array(statement, { maxLength: 4 }));

const plan = (
  all: readonly ObservedSubject[],
  statements: readonly object[] | null,
  ids: ReadonlyMap<string, { owner: string; repository: string }> = new Map(),
) => {
  const policy =
    statements === null ? null : readTrustPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
  return planTrust({
    statements: policy?.statements ?? null,
    observed: all,
    accountId,
    partition: 'aws',
    repositoryIds: ids,
    families,
    anyTag: false,
  });
};
const statementsOf = (policy: Parameters<typeof toPolicyJson>[0]) =>
  parsePolicyDocument(toPolicyJson(policy)).statements ?? [];

describe('planTrust()', () => {
  it('admits every subject and audience observed, whatever today’s policy says', () => {
    fc.assert(
      fc.property(observed, today, (all, statements) => {
        const { policy, refusedNarrow } = plan(all, statements);
        const narrow = statementsOf(policy);
        expect(refusedNarrow).toEqual([]);
        for (const one of all) expect(admitsWebIdentity(narrow, one)).not.toBe('refused');
      }),
      { numRuns: 150 },
    );
  });

  it('admits exactly the jobs observed, with the audience that each came with', () => {
    fc.assert(
      fc.property(observed, observed, (all, others) => {
        const narrow = statementsOf(plan(all, null).policy);
        const job = (one: ObservedSubject) => JSON.stringify([one.issuer, one.stable_subject]);
        const jobs = new Map(all.map((one) => [job(one), all.filter((other) => job(other) === job(one))]));
        // A sign that a pattern would take for more than itself, put to the test.
        const near = all.map((one) => observe(one.issuer, one.subject.replace(/[*?]/g, 'zz'), one.audience));
        for (const one of [...all, ...others, ...near]) {
          const audiences = (jobs.get(job(one)) ?? []).map(({ audience }) => audience);
          expect(admitsWebIdentity(narrow, one)).toBe(audiences.includes(one.audience) ? 'admitted' : 'refused');
        }
      }),
      { numRuns: 150 },
    );
  });

  it('is graded sound', () => {
    fc.assert(
      fc.property(observed, today, (all, statements) => {
        const { policy, isSound } = plan(all, statements);
        expect(gradeTrustPolicy(statementsOf(policy)).weaknesses).toEqual([]);
        expect(isSound).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('keeps what other principals may do, and every id once', () => {
    fc.assert(
      fc.property(observed, today, (all, statements) => {
        const { policy } = plan(all, statements);
        for (const one of statements ?? []) {
          const text = JSON.stringify(one.Principal);
          for (const kept of ['lambda.amazonaws.com', 'ec2.amazonaws.com', 'saml-provider/okta', ':root']) {
            if (text.includes(kept)) expect(JSON.stringify(policy)).toContain(kept);
          }
        }
        const sids = policy.Statement.flatMap((one) => one['Sid'] ?? []);
        expect(new Set(sids).size).toBe(sids.length);
        expect(hclPolicy(policy)).not.toMatch(/[^ -~\n]/);
        expect(toPolicyJson(policy)).not.toMatch(/[^ -~]/);
      }),
      { numRuns: 100 },
    );
  });

  it('leaves statements without web identities as they are', () => {
    const other = {
      Sid: 'x',
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: 'sts:AssumeRole',
    };
    const deny = {
      Effect: 'Deny',
      Principal: '*',
      Action: 'sts:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    };
    const open = {
      Effect: 'Allow',
      Principal: { Federated: providerOf(github) },
      Action: 'sts:AssumeRoleWithWebIdentity',
    };
    const { policy, kept } = plan([observe(github, 'repo:acme/shop:pull_request')], [other, open, deny]);
    expect(policy.Statement[0]).toEqual(other);
    expect(policy.Statement.at(-1)).toEqual(deny);
    expect(policy.Statement).toHaveLength(3);
    expect(kept).toEqual(['x', 'number 3']);
  });

  it('keeps provider, actions, id and conditions on anything but subject and audience', () => {
    const base = {
      Sid: 'github',
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::210987654321:oidc-provider/${github}` },
      Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
      Condition: {
        StringLike: { [`${github}:sub`]: 'repo:acme/*' },
        stringequals: { [`${github}:repository_owner_id`]: '7' },
        IpAddress: { 'aws:SourceIp': '192.0.2.0/24' },
      },
    };
    const { policy } = plan([observe(github, 'repo:acme/shop:pull_request')], [base]);
    expect(policy.Statement).toEqual([
      {
        ...base,
        Condition: {
          stringequals: {
            [`${github}:repository_owner_id`]: '7',
            [`${github}:aud`]: 'sts.amazonaws.com',
            [`${github}:sub`]: 'repo:acme/shop:pull_request',
          },
          IpAddress: { 'aws:SourceIp': '192.0.2.0/24' },
        },
      },
    ]);
  });

  it('names both forms of a GitHub repository where its ids are known, and says where they are not', () => {
    const shop = observe(github, 'repo:acme/shop:environment:prod');
    const web = observe(github, 'repo:acme/web:pull_request');
    const { policy, shapes, withoutIds } = plan(
      [shop, web],
      null,
      new Map([['acme/shop', { owner: '7', repository: '42' }]]),
    );
    const withIds = 'repo:acme@7/shop@42:environment:prod';
    expect(admitsWebIdentity(statementsOf(policy), { ...shop, subject: withIds })).toBe('admitted');
    expect(admitsWebIdentity(statementsOf(policy), { ...shop, subject: withIds.replace('42', '43') })).toBe('refused');
    expect(shapes.filter(({ companionOf }) => companionOf !== null).map(({ value }) => value)).toEqual([withIds]);
    expect(withoutIds).toEqual(['acme/web']);
    // The name alone is not let in again where GitHub issues ids already.
    expect(plan([observe(github, withIds)], null).shapes).toHaveLength(1);
    expect(classicRepository('ghes.example.com/_services/token', shop.subject)).toBeNull();
    expect(withRepositoryIds('a:b:repo:x/y', { owner: '1', repository: '2' })).toBe('a:b:repo:x@1/y@2');
  });

  it('keeps today’s condition on an audience that no event shows', () => {
    const base = {
      Effect: 'Allow',
      Principal: { Federated: providerOf(github) },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { [`${github}:aud`]: 'mine' } },
    };
    const { policy, withoutAudience } = plan([observe(github, 'repo:acme/shop:pull_request', null)], [base]);
    expect(toPolicyJson(policy)).toContain(`"${github}:aud":"mine"`);
    expect(withoutAudience).toEqual([github]);
  });

  it('says what is broader than used', () => {
    const base = {
      Effect: 'Allow',
      Principal: { Federated: [providerOf(github), providerOf('gitlab.com')] },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: { [`${github}:aud`]: ['sts.amazonaws.com', 'unused'] },
        StringLike: { [`${github}:sub`]: ['repo:acme/shop:*', 'repo:acme/old:*'] },
      },
    };
    const gone = { ...base, Sid: 'gone', Principal: { Federated: providerOf(bitbucket) }, Condition: {} };
    const { broader, refusedToday } = plan([observe(github, 'repo:acme/shop:pull_request')], [base, gone]);
    expect(broader.map(({ statement: name, text }) => `${name}: ${text}`)).toEqual(
      expect.arrayContaining([
        'number 1: names the provider gitlab.com, and nobody came from it',
        'number 1: admits the audience unused, and nobody came with it',
        'number 1: admits every subject like repo:acme/shop:*; one was used',
        'number 1: admits the subjects repo:acme/old:*, and nobody came with one',
        'gone: admits web identities, and none came that it admits',
      ]),
    );
    expect(refusedToday).toEqual([]);
    const closed = plan([observe(github, 'repo:acme/web:pull_request')], [base]);
    expect(closed.refusedToday.map(({ subject }) => subject)).toEqual(['repo:acme/web:pull_request']);
    expect(closed.refusedNarrow).toEqual([]);
  });
});
