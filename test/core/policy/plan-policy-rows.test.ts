import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exemptions, expectedSubjects, principals } from '../../../core/lake/tables.ts';
import { countExpectationRows, endOfDay, planPolicyRows } from '../../../core/policy/plan-policy-rows.ts';
import { type Expectation, emptyPolicy, type Policy } from '../../../core/policy/policy-schema.ts';

const plan = (parts: Partial<Policy>) => planPolicyRows({ ...emptyPolicy, ...parts });
const anything = {
  issuer_like: null,
  audience_like: null,
  subject_like: null,
  organization_like: null,
  repository_like: null,
  ref_kind: null,
  ref_like: null,
  environment_like: null,
  workflow_like: null,
  owner: null,
  until_at: null,
};

describe('planPolicyRows()', () => {
  test('turns a role name into that name in every account, below every path', () => {
    const { expected_subjects } = plan({ expected: [{ role: 'ci_deploy', repository: 'acme/shop' }] });
    expect(expected_subjects).toEqual([
      {
        ...anything,
        expectation_id: expect.stringMatching(/^[0-9a-f]{20}$/),
        role_like: 'arn:%:iam::%:role/ci\\_deploy',
        repository_like: 'acme/shop',
      },
      {
        ...anything,
        expectation_id: expect.stringMatching(/^[0-9a-f]{20}$/),
        role_like: 'arn:%:iam::%:role/%/ci\\_deploy',
        repository_like: 'acme/shop',
      },
    ]);
  });

  test('takes an ARN as it is, and escapes what LIKE would take for its own', () => {
    const { expected_subjects } = plan({
      expected: [
        {
          role: 'arn:aws:iam::123456789012:role/a_b?c*',
          issuer: 'https://Token.Actions.githubusercontent.com/Acme',
          audience: 'sts.amazonaws.com',
          subjects: ['repo:acme/100%:*', 'back\\slash'],
          owner: 'payments',
          until: '2026-12-31',
        },
      ],
    });
    expect(expected_subjects.map((row) => row.subject_like)).toEqual(['repo:acme/100\\%:%', 'back\\\\slash']);
    expect(expected_subjects[0]).toMatchObject({
      role_like: 'arn:aws:iam::123456789012:role/a\\_b_c%',
      issuer_like: 'token.actions.githubusercontent.com/Acme',
      audience_like: 'sts.amazonaws.com',
      owner: 'payments',
      until_at: new Date('2027-01-01T00:00:00Z'),
    });
  });

  test('gives one row for each combination', () => {
    const expectation: Expectation = {
      role: ['*-deploy', 'arn:aws:iam::123456789012:role/x'],
      organization: 'acme',
      ref_kind: ['branch', 'tag'],
      ref: ['main', 'release/*', 'hotfix/?'],
    };
    const { expected_subjects } = plan({ expected: [expectation] });
    expect(expected_subjects).toHaveLength(2 * 2 * 3);
    expect(countExpectationRows(expectation)).toBe(12);
    expect(new Set(expected_subjects.map((row) => row.expectation_id)).size).toBe(12);
  });

  test('keeps ids when entries move, and gives new ones when they change', () => {
    const first: Expectation = { role: 'a', repository: 'acme/a' };
    const second: Expectation = { role: 'b', repository: 'acme/b' };
    const ids = (...expected: Expectation[]) => plan({ expected }).expected_subjects.map((row) => row.expectation_id);
    expect(ids(second, first).sort()).toEqual(ids(first, second).sort());
    expect(ids({ ...first, owner: 'x' })).not.toEqual(ids(first));
    expect(ids({ ...first, until: '2026-12-31' })).not.toEqual(ids(first));
    expect(ids(first, first)).toEqual(ids(first));
  });

  test('turns exemptions into rows', () => {
    const { exemptions: rows } = plan({
      exemptions: [
        {
          rule: 'long_lived_key_activity',
          match: { key_id: ['AKIAONE', 'AKIATWO'], account: '123456789012' },
          reason: 'moving',
          owner: 'payments',
          until: '2026-12-31',
        },
      ],
    });
    expect(rows).toEqual(
      ['AKIAONE', 'AKIATWO'].map((key_id_like) => ({
        exemption_id: expect.stringMatching(/^[0-9a-f]{20}$/),
        rule: 'long_lived_key_activity',
        key_id_like,
        actor_like: null,
        account_like: '123456789012',
        resource_like: null,
        reason: 'moving',
        owner: 'payments',
        until_at: new Date('2027-01-01T00:00:00Z'),
      })),
    );
  });

  test('turns principals into rows, one for each pattern', () => {
    const { principals: rows } = plan({
      principals: [
        { principal: 'ci-*', use: 'ci', owner: 'platform' },
        { principal: 'arn:aws:iam::123456789012:user/relay', use: 'service' },
      ],
    });
    expect(rows).toEqual([
      { principal_like: 'arn:%:iam::%:user/ci-%', use: 'ci', owner: 'platform', precedence: 1 },
      { principal_like: 'arn:%:iam::%:user/%/ci-%', use: 'ci', owner: 'platform', precedence: 2 },
      { principal_like: 'arn:aws:iam::123456789012:user/relay', use: 'service', owner: null, precedence: 3 },
    ]);
  });

  test('lets the longest pattern of a principal decide, of equally long ones the first, and of the same one its first entry', () => {
    const { principals: rows } = plan({
      principals: [
        { principal: 'ci-*', use: 'ci', owner: 'first' },
        { principal: '*-ci', use: 'human', owner: 'second' },
        { principal: 'ci-*', use: 'service', owner: 'third' },
        { principal: 'deploy_ci', use: 'service', owner: 'longest' },
      ],
    });
    const strongestFirst = rows.toSorted((a, b) => b.precedence - a.precedence).map(({ owner }) => owner);
    expect([...new Set(strongestFirst)]).toEqual(['longest', 'first', 'second']);
  });

  test('has exactly the columns of the tables', () => {
    const names = (table: { readonly columns: readonly { readonly name: string }[] }) =>
      table.columns.map((column) => column.name).sort();
    const rows = plan({
      expected: [{ role: 'a' }],
      exemptions: [{ rule: 'unexpected_subject', match: { actor: 'a' }, reason: 'r', owner: 'o', until: '2026-12-31' }],
      principals: [{ principal: 'a', use: 'ci' }],
    });
    expect(Object.keys(rows.expected_subjects[0] ?? {}).sort()).toEqual(names(expectedSubjects));
    expect(Object.keys(rows.exemptions[0] ?? {}).sort()).toEqual(names(exemptions));
    expect(Object.keys(rows.principals[0] ?? {}).sort()).toEqual(names(principals));
  });

  test('keeps every text within what Athena takes as one parameter', () => {
    const worst = fc.string({ unit: fc.constantFrom('_', '%', '\\', '*', 'ä'), minLength: 400, maxLength: 400 });
    fc.assert(
      fc.property(worst, (pattern) => {
        const { expected_subjects } = plan({ expected: [{ role: pattern, subjects: pattern }] });
        for (const value of Object.values(expected_subjects[0] ?? {}))
          if (typeof value === 'string') expect(value.length).toBeLessThanOrEqual(1_024);
      }),
    );
  });
});

describe('endOfDay()', () => {
  test('is the first instant of the next day', () => {
    expect(endOfDay('2026-12-31').toISOString()).toBe('2027-01-01T00:00:00.000Z');
    expect(endOfDay('2028-02-28').toISOString()).toBe('2028-02-29T00:00:00.000Z');
  });
});
