import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../../core/policy/parse-policy.ts';
import { reviewPolicy } from '../../../core/policy/review-policy.ts';

const today = '2026-11-23';
const told = (file: object) =>
  reviewPolicy({ version: 1, ...file }, today).map(({ path, severity, message }) => [
    path.join('.'),
    severity,
    message,
  ]);
const expectation = { role: 'deploy', repository: 'acme/shop' };
const exemption = {
  rule: 'long_lived_key_activity',
  match: { key_id: 'AKIAEXAMPLE' },
  reason: 'moving',
  owner: 'payments',
  until: '2026-12-31',
};

describe('reviewPolicy()', () => {
  test('has nothing to say about what is in order', () => {
    expect(
      told({
        issuers: [{ issuer: 'gitlab.example.com', family: 'gitlab' }],
        expected: [expectation, { role: 'deploy', subjects: ['repo:acme/shop:*'], until: today }],
        principals: [{ principal: 'ci-*', use: 'ci' }],
        exemptions: [exemption],
      }),
    ).toEqual([]);
  });

  test('refuses raw subjects beside conditions', () => {
    expect(told({ expected: [{ ...expectation, ref: 'main', subjects: 'repo:acme/shop:*' }] })).toEqual([
      [
        'expected.0.subjects',
        'error',
        'Keep either "subjects" or "repository", "ref" in expected[0]: they cannot be combined',
      ],
    ]);
  });

  test('warns of an expectation that asks nothing of the subject', () => {
    expect(told({ expected: [{ role: 'deploy', audience: 'sts.amazonaws.com' }] })).toEqual([
      ['expected.0', 'warning', expect.stringMatching(/^Say in expected\[0\] who may take the role: /)],
    ]);
  });

  test('warns of every pattern that admits more than it says', () => {
    const file = {
      expected: [
        { role: 'deploy', subjects: ['repo:acme/*', 'repo:acme*', '*'] },
        { role: 'deploy', organization: 'acme*', repository: ['acme/shop', 'acme/shop*'] },
      ],
    };
    expect(told(file)).toEqual([
      [
        'expected.0.subjects.1',
        'warning',
        'Narrow expected[0].subjects[1] "repo:acme*": it also admits "repo:acme-evil"',
      ],
      ['expected.0.subjects.2', 'warning', 'Narrow expected[0].subjects[2] "*": it admits every subject of the issuer'],
      ['expected.1.organization', 'warning', 'Narrow expected[1].organization "acme*": it also admits "acme-evil"'],
      [
        'expected.1.repository.1',
        'warning',
        'Narrow expected[1].repository[1] "acme/shop*": it also admits "acme/shop-evil"',
      ],
    ]);
  });

  test('warns of what has ended, from the day after', () => {
    expect(
      told({
        expected: [{ ...expectation, until: '2026-11-22' }],
        exemptions: [
          { ...exemption, until: '2025-01-01' },
          { ...exemption, until: today },
        ],
      }),
    ).toEqual([
      ['expected.0.until', 'warning', 'Renew or remove expected[0]: it ended on 2026-11-22 and no longer counts'],
      ['exemptions.0.until', 'warning', 'Renew or remove exemptions[0]: it ended on 2025-01-01 and no longer counts'],
    ]);
  });

  test.each([
    ['arn:aws:sts::123456789012:assumed-role/deploy/GitHubActions', true],
    ['arn:aws:iam::123456789012:user/deploy', true],
    ['arn:aws:iam::123456789012:deploy', true],
    ['arn:aws:iam::123456789012:role/ci/deploy', false],
    ['arn:aws:iam::*:role/deploy', false],
    ['arn:aws:iam::123456789012:*', false],
    ['deploy', false],
  ])('judges whether %j can be a role: wrong is %j', (role, isWrong) => {
    const problems = told({ expected: [{ ...expectation, role: ['other', role] }] });
    expect(problems.map(([path, severity]) => [path, severity])).toEqual(
      isWrong ? [['expected.0.role.1', 'error']] : [],
    );
  });

  test('refuses a principal that is no user', () => {
    expect(told({ principals: [{ principal: 'arn:aws:iam::123456789012:role/ci', use: 'ci' }] })).toMatchObject([
      ['principals.0.principal', 'error', expect.stringContaining("wanted the user's own ARN")],
    ]);
  });

  test('refuses an exemption that says nothing, and warns of one that says everything', () => {
    expect(told({ exemptions: [{ ...exemption, match: {} }] })).toMatchObject([['exemptions.0.match', 'error', {}]]);
    expect(told({ exemptions: [{ ...exemption, match: { actor: '*' } }] })).toEqual([
      [
        'exemptions.0.match',
        'warning',
        'Narrow exemptions[0].match: it covers every finding of long_lived_key_activity',
      ],
    ]);
    expect(told({ exemptions: [{ ...exemption, match: { actor: '*', account: '123456789012' } }] })).toEqual([]);
  });

  test('refuses what stands twice, however it is written', () => {
    expect(
      told({
        issuers: [
          { issuer: 'https://GitLab.example.com', family: 'gitlab' },
          { issuer: 'gitlab.example.com', family: 'gitlab' },
        ],
        principals: [
          { principal: 'ci-*', use: 'ci' },
          { principal: 'ci-*', use: 'human' },
        ],
      }),
    ).toEqual([
      ['issuers.1.issuer', 'error', 'Remove issuers[1].issuer: issuers[0].issuer says "gitlab.example.com" already'],
      [
        'principals.1.principal',
        'error',
        'Remove principals[1].principal: principals[0].principal says "ci-*" already',
      ],
    ]);
  });

  test('refuses lists that multiply without end', () => {
    const many = Array.from({ length: 40 }, (_, index) => `name-${index}`);
    expect(told({ expected: [{ role: many, repository: many, ref: many }] })).toEqual([
      ['expected.0', 'error', expect.stringContaining('make 128000 combinations, wanted at most 1000')],
      ['expected', 'error', expect.stringContaining('make 128000 combinations in all')],
    ]);
  });

  test('judges what is right beside what is wrong', () => {
    const file = {
      expected: [
        { role: 3, until: '2025-01-01' },
        'text',
        null,
        { roel: 'deploy', subjects: ['repo:acme/*', 7, '*'], repository: { name: '*' } },
      ],
      exemptions: 7,
      principals: [{ principal: ['arn:aws:iam::123456789012:role/x', {}] }],
    };
    expect(told(file).map(([path]) => path)).toEqual([
      'principals.0.principal.0',
      'expected.3.subjects.2',
      'expected.0.until',
    ]);
  });

  test('is part of parsePolicy(), where warnings leave the policy usable', () => {
    const { policy, problems } = parsePolicy('version: 1\nexpected:\n  - role: deploy\n    subjects: "*"\n', {
      fileName: 'subtrail.yaml',
      today: new Date('2026-11-23T23:59:59Z'),
    });
    expect(policy).not.toBeNull();
    expect(problems).toEqual([
      {
        line: 4,
        column: 15,
        severity: 'warning',
        message: 'Narrow expected[0].subjects "*": it admits every subject of the issuer',
      },
    ]);
  });
});
