import { describe, expect, it } from 'vitest';
import { admitsWebIdentity } from '../../../core/iam/evaluate-trust.ts';
import { parsePolicyDocument } from '../../../core/iam/policy-document.ts';

const issuer = 'token.actions.githubusercontent.com';
const provider = `arn:aws:iam::123456789012:oidc-provider/${issuer}`;
const sub = `${issuer}:sub`;
const aud = `${issuer}:aud`;
const token = { issuer, subject: 'repo:acme/shop:ref:refs/heads/main', audience: 'sts.amazonaws.com' };

const judge = (...statements: readonly object[]) =>
  admitsWebIdentity(
    parsePolicyDocument(JSON.stringify({ Version: '2012-10-17', Statement: statements })).statements ?? [],
    token,
  );
const allow = (condition: object, more: object = {}) => ({
  Effect: 'Allow',
  Principal: { Federated: provider },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: condition,
  ...more,
});

describe('admitsWebIdentity()', () => {
  it.each([
    ['nothing is asked', {}, 'admitted'],
    ['the subject is named', { StringEquals: { [sub]: token.subject } }, 'admitted'],
    ['one of several is', { StringEquals: { [sub]: ['repo:acme/web:*', token.subject] } }, 'admitted'],
    ['a pattern stands under StringEquals', { StringEquals: { [sub]: 'repo:acme/shop:*' } }, 'refused'],
    ['a pattern fits', { StringLike: { [sub]: 'repo:acme/shop:*' } }, 'admitted'],
    ['case differs', { StringLike: { [sub]: 'repo:Acme/shop:*' } }, 'refused'],
    ['the key is written in another case', { StringLike: { [sub.toUpperCase()]: 'repo:acme/*' } }, 'admitted'],
    ['the audience is another', { StringEquals: { [sub]: token.subject, [aud]: 'other' } }, 'refused'],
    ['the condition is on another issuer', { StringEquals: { 'gitlab.com:sub': 'x' } }, 'refused'],
    ['the same with IfExists', { StringEqualsIfExists: { 'gitlab.com:sub': 'x' } }, 'admitted'],
    ['the same with ForAllValues', { 'ForAllValues:StringEquals': { 'gitlab.com:sub': 'x' } }, 'admitted'],
    ['another claim decides', { StringEquals: { [`${issuer}:repository_id`]: '1' } }, 'depends'],
    ['an address decides', { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }, 'depends'],
    ['a negation excludes it', { StringNotLike: { [sub]: 'repo:acme/*' } }, 'refused'],
    ['a negation excludes another', { StringNotEquals: { [sub]: 'repo:acme/web' } }, 'admitted'],
    ['the subject must be there', { Null: { [sub]: 'false' } }, 'admitted'],
    ['a variable decides', { StringLike: { [sub]: `repo:\${aws:PrincipalTag/team}/*` } }, 'depends'],
  ] as const)('%s: %s', (_, condition, expected) => {
    expect(judge(allow(condition))).toBe(expected);
  });

  it('goes by the union of statements, and by any Deny', () => {
    const other = allow({ StringEquals: { [sub]: 'repo:acme/web' } });
    const open = allow({ StringLike: { [sub]: 'repo:acme/*' } });
    expect(judge(other)).toBe('refused');
    expect(judge(other, open)).toBe('admitted');
    const deny = { ...open, Effect: 'Deny', Principal: '*' };
    expect(judge(open, deny)).toBe('refused');
    expect(judge(open, { ...deny, Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.1' } } })).toBe('depends');
  });

  it('looks at principal and action', () => {
    expect(judge(allow({}, { Principal: '*' }))).toBe('admitted');
    expect(judge(allow({}, { Principal: { Federated: 'gitlab.com' } }))).toBe('refused');
    expect(judge(allow({}, { Principal: { AWS: '123456789012' } }))).toBe('refused');
    expect(judge(allow({}, { Action: 'sts:AssumeRole' }))).toBe('refused');
    expect(judge(allow({}, { Action: 'sts:*' }))).toBe('admitted');
  });
});
