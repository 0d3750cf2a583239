import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradeDocument } from '../../../core/iam/grade-document.ts';
import { gradeTrustPolicy } from '../../../core/iam/grade-trust-policy.ts';
import { parsePolicyDocument } from '../../../core/iam/policy-document.ts';

const github = 'token.actions.githubusercontent.com';
const arn = (issuer: string) => `arn:aws:iam::123456789012:oidc-provider/${issuer}`;

/** A trust policy of one Allow statement for one issuer. */
const trust = (condition: unknown, issuer = github, rest: object = {}) => ({
  Effect: 'Allow',
  Principal: { Federated: arn(issuer) },
  Action: 'sts:AssumeRoleWithWebIdentity',
  ...(condition === undefined ? {} : { Condition: condition }),
  ...rest,
});

const grade = (...statements: unknown[]): string[] => {
  const { statements: parsed } = parsePolicyDocument(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
  if (parsed === null) throw new Error('The document cannot be read');
  return gradeTrustPolicy(parsed).weaknesses.map(({ code, severity }) => `${code} ${severity}`);
};

const sub = `${github}:sub`;
const aud = `${github}:aud`;
const audience = { [aud]: 'sts.amazonaws.com' };

describe('gradeTrustPolicy()', () => {
  it.each<[string, unknown, string[]]>([
    [
      'takes an exact subject and audience',
      { StringEquals: { ...audience, [sub]: 'repo:acme/shop:ref:refs/heads/main' } },
      [],
    ],
    [
      'takes both forms of one repository',
      { StringEquals: audience, StringLike: { [sub]: ['repo:acme/shop:*', 'repo:acme@123456/shop@42:*'] } },
      [],
    ],
    ['takes a whole organisation', { StringEquals: audience, StringLike: { [sub]: 'repo:acme/*' } }, []],
    ['finds no condition at all', undefined, ['no_subject high', 'no_audience low']],
    ['finds that aud alone proves nothing', { StringEquals: audience }, ['no_subject high']],
    ['finds an open star', { StringEquals: audience, StringLike: { [sub]: '*' } }, ['open_subject high']],
    ['finds every tenant', { StringEquals: audience, StringLike: { [sub]: 'repo:*' } }, ['open_subject high']],
    [
      'finds a neighbour of the name',
      { StringEquals: audience, StringLike: { [sub]: 'repo:acme*' } },
      ['open_subject high'],
    ],
    [
      'finds a neighbour of the repository',
      { StringEquals: audience, StringLike: { [sub]: 'repo:acme/shop*' } },
      ['open_subject high'],
    ],
    [
      'finds one open pattern among sound ones',
      { StringEquals: audience, StringLike: { [sub]: ['repo:acme/shop:*', 'repo:acm?-evil*'] } },
      ['open_subject high'],
    ],
    [
      'takes the strictest of several conditions on one claim',
      { StringEquals: { ...audience, [sub]: 'repo:acme/shop:ref:refs/heads/main' }, StringLike: { [sub]: 'repo:*' } },
      [],
    ],
    ['takes a star under StringEquals for a star', { StringEquals: { ...audience, [sub]: 'repo:*' } }, []],
    [
      'finds ForAllValues',
      { StringEquals: audience, 'ForAllValues:StringLike': { [sub]: 'repo:acme/shop:*' } },
      ['subject_may_be_absent medium'],
    ],
    [
      'finds IfExists',
      { StringEqualsIfExists: { [aud]: 'sts.amazonaws.com', [sub]: 'repo:acme/shop:ref:refs/heads/main' } },
      ['subject_may_be_absent medium', 'audience_may_be_absent low'],
    ],
    [
      'takes ForAllValues where Null asks for the claim',
      { StringEquals: audience, 'ForAllValues:StringLike': { [sub]: 'repo:acme/shop:*' }, Null: { [sub]: 'false' } },
      [],
    ],
    ['takes ForAnyValue', { StringEquals: audience, 'ForAnyValue:StringLike': { [sub]: 'repo:acme/shop:*' } }, []],
    [
      'sees a misspelt claim as none',
      { StringEquals: { ...audience, [`${github}:subject`]: 'repo:acme/shop:*' } },
      ['no_subject high'],
    ],
    [
      'compares keys without case',
      { StringEquals: { [`${github}:AUD`]: 'a', [sub.toUpperCase()]: 'repo:acme/shop:x' } },
      [],
    ],
    [
      'does not take a negation for a condition',
      { StringEquals: audience, StringNotLike: { [sub]: 'repo:evil/*' } },
      ['no_subject high'],
    ],
    [
      'takes the repository id instead of the subject',
      { StringEquals: { ...audience, [`${github}:repository_id`]: '4711' } },
      [],
    ],
    [
      'finds a wildcard in an id',
      { StringEquals: audience, StringLike: { [`${github}:repository_owner_id`]: '47*' } },
      ['open_subject high'],
    ],
    [
      'does not take claims that name no tenant',
      { StringEquals: { ...audience, [`${github}:environment`]: 'production' } },
      ['no_subject high'],
    ],
    [
      'finds an unknown operator to ask nothing',
      { StringEquals: audience, StringAlmost: { [sub]: 'x' } },
      ['no_subject high'],
    ],
    [
      'finds an open audience',
      { StringEquals: { [sub]: 'repo:acme/shop:x' }, StringLike: { [aud]: '*' } },
      ['open_audience low'],
    ],
  ])('%s', (_, condition, expected) => {
    expect(grade(trust(condition))).toEqual(expected);
  });

  it.each<[string, string, unknown, string[]]>([
    [
      'Bitbucket, where the URL names the tenant',
      'api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc',
      undefined,
      ['no_subject medium', 'no_audience low'],
    ],
    [
      'Cognito, where the audience names the pool',
      'cognito-identity.amazonaws.com',
      { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-central-1:pool' } },
      [],
    ],
    [
      'GitLab by project',
      'gitlab.com',
      { StringLike: { 'gitlab.com:sub': 'project_path:acme/shop:*', 'gitlab.com:aud': 'https://gitlab.com' } },
      [],
    ],
    [
      'GitLab by group and its neighbours',
      'gitlab.com',
      { StringLike: { 'gitlab.com:sub': 'project_path:acme*', 'gitlab.com:aud': 'x' } },
      ['open_subject high'],
    ],
    [
      'a cluster without a subject',
      'oidc.eks.eu-central-1.amazonaws.com/id/ABC',
      { StringEquals: { 'oidc.eks.eu-central-1.amazonaws.com/id/ABC:aud': 'sts.amazonaws.com' } },
      ['no_subject medium'],
    ],
    [
      'a cluster with one, in the case of the ARN',
      'oidc.eks.eu-central-1.amazonaws.com/id/ABC',
      {
        StringEquals: {
          'oidc.eks.eu-central-1.amazonaws.com/id/ABC:sub': 'system:serviceaccount:ci:atlantis',
          'oidc.eks.eu-central-1.amazonaws.com/id/ABC:aud': 'sts.amazonaws.com',
        },
      },
      [],
    ],
  ])('knows %s', (_, issuer, condition, expected) => {
    expect(grade(trust(condition, issuer))).toEqual(expected);
  });

  it('grades several statements by the weakest', () => {
    const tight = trust({ StringEquals: { ...audience, [sub]: 'repo:acme/shop:ref:refs/heads/main' } });
    expect(grade(tight, trust({ StringEquals: audience }))).toEqual(['no_subject high']);
  });

  it('lets a Deny of everything else narrow', () => {
    const deny = { ...trust({ StringNotLike: { [sub]: 'repo:acme/shop:*' } }), Effect: 'Deny', Principal: '*' };
    expect(grade(trust({ StringEquals: audience }), deny)).toEqual([]);
    const half = {
      ...deny,
      Condition: { StringNotLike: { [sub]: 'repo:acme/*' }, Bool: { 'aws:SecureTransport': 'true' } },
    };
    expect(grade(trust({ StringEquals: audience }), half)).toEqual(['no_subject high']);
  });

  it('finds a statement for everybody', () => {
    const open = { Effect: 'Allow', Principal: '*', Action: 'sts:*' };
    expect(grade(open)).toEqual(['any_provider high']);
    const named = { ...open, Condition: { StringLike: { [sub]: 'repo:acme/shop:*', [aud]: 'x' } } };
    expect(grade(named)).toEqual([]);
  });

  it('leaves statements for services, accounts and SAML alone', () => {
    expect(grade({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' })).toEqual(
      [],
    );
    const saml = { Federated: 'arn:aws:iam::123456789012:saml-provider/acme' };
    expect(grade({ Effect: 'Allow', Principal: saml, Action: ['sts:AssumeRoleWithSAML', 'sts:*'] })).toEqual([]);
  });

  it('reads one statement that is not in a list, and percent-encoded documents', () => {
    const document = { Version: '2012-10-17', Statement: trust(undefined) };
    const grades = gradeDocument('create_role', encodeURIComponent(JSON.stringify(document)));
    expect(grades.map((one) => one.grade)).toEqual(['federated', 'no_subject', 'no_audience']);
  });
});

describe('gradeDocument()', () => {
  it.each([
    ['{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}', 'administrator'],
    ['{"Statement":{"Effect":"Allow","Action":["s3:Get*","*:*"],"Resource":["*"]}}', 'administrator'],
    [
      '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}}',
      'sound',
    ],
    ['{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}', 'sound'],
    ['{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}', 'sound'],
    ['{"Statement":[', 'unreadable'],
    ['{"Statement":"none"}', 'unreadable'],
    ['null', 'unreadable'],
    ['%7B%ZZ', 'unreadable'],
  ])('says of %s: %s', (document, expected) => {
    expect(gradeDocument('put_role_policy', document).map(({ grade: one }) => one)).toEqual([expected]);
  });

  it('bounds what it keeps of a document made to be large', () => {
    const patterns = Array.from({ length: 5_000 }, (_, index) => `repo:acme${'x'.repeat(10)}${index}*`);
    const many = Array.from({ length: 300 }, () => trust({ StringLike: { [sub]: '*' } }));
    const large = JSON.stringify({ Statement: [trust({ StringLike: { [sub]: patterns } })] });
    expect(large.length).toBeGreaterThan(100_000);
    expect(gradeDocument('create_role', large).map(({ grade: one }) => one)).toEqual([
      'federated',
      'open_subject',
      'no_audience',
    ]);
    expect(gradeDocument('create_role', JSON.stringify({ Statement: many })).length).toBeLessThanOrEqual(40);
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    expect(gradeDocument('create_role', deep)).toMatchObject([{ grade: 'unreadable' }]);
  });

  it('never throws, and always has something to say', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        fc.string(),
        fc.constant('*'),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('any'), { maxLength: 3 }),
        tie('map'),
      ),
      map: fc.dictionary(
        fc.constantFrom(
          'Statement',
          'Effect',
          'Principal',
          'Federated',
          'Action',
          'Condition',
          'StringLike',
          sub,
          '__proto__',
          'x',
        ),
        tie('any'),
        { maxKeys: 5 },
      ),
    })).map;
    fc.assert(
      fc.property(
        fc.constantFrom('create_role', 'put_role_policy'),
        fc.oneof(
          fc.string(),
          value.map((one) => JSON.stringify(one)),
        ),
        (change, text) => {
          expect(gradeDocument(change, text).length).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('finds a pattern to be tight only if no neighbour of its tenant can match it', () => {
    const part = fc.constantFrom(
      'acme',
      'acme/',
      'acme/shop',
      ':',
      '*',
      '?',
      'ref:refs/heads/main',
      '@12',
      '/',
      'repo:',
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        const pattern = `repo:${parts.join('')}`;
        const grades = grade(trust({ StringEquals: audience, StringLike: { [sub]: pattern } }));
        const admitsStrangers = [
          'repo:acme-evil/shop:x',
          'repo:evil/shop:pull_request',
          'repo:acme-evil/acme/shop:x',
        ].some((stranger) =>
          new RegExp(
            `^${pattern
              .replace(/[.+^${}()|[\]\\/@:-]/g, '\\$&')
              .replaceAll('*', '[^]*')
              .replaceAll('?', '[^]')}$`,
          ).test(stranger),
        );
        if (admitsStrangers) expect(grades).toContain('open_subject high');
      }),
    );
  });
});
