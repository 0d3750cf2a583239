import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findInnerSubject, findTaggedSubject } from '../../../core/origin/inner-subject.ts';
import { parseSubject } from '../../../core/origin/subject.ts';

const provider = 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com';
const cognito = (amr: unknown) => JSON.stringify({ 'cognito-identity.amazonaws.com:amr': amr });
const none: ReadonlyMap<string, string> = new Map();

describe('findInnerSubject()', () => {
  it('reads the provider and the subject out of what Cognito says of the sign-in', () => {
    const amr = JSON.stringify(['authenticated', `${provider}:OIDC:repo:acme/shop:ref:refs/heads/main`]);
    expect(findInnerSubject(cognito(amr))).toEqual({
      issuer: 'token.actions.githubusercontent.com',
      subject: 'repo:acme/shop:ref:refs/heads/main',
    });
  });

  it('prefers a subject that an issuer other than Cognito is named with', () => {
    const attributes = { 'cognito-identity.amazonaws.com:sub': 'eu-central-1:1', 'GitLab.com:sub': 'project_path:a/b' };
    expect(findInnerSubject(JSON.stringify(attributes))).toEqual({ issuer: 'gitlab.com', subject: 'project_path:a/b' });
  });

  it.each([
    null,
    '',
    '{}',
    '[]',
    'null',
    '{"cognito-identity.amazonaws.com:sub":"eu-central-1:1"}',
    cognito(['not', 'text']),
    cognito('[1,{}]'),
    cognito('["authenticated"]'),
    cognito(`["${provider}:OIDC:"]`),
    '{":sub":"x"}',
  ])('finds nobody in %j', (attributes) => {
    expect(findInnerSubject(attributes)).toBeNull();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.json().map(cognito)), (text) => {
        const found = findInnerSubject(text);
        expect(found === null || found.subject !== '').toBe(true);
      }),
    );
  });
});

describe('findTaggedSubject()', () => {
  it('takes issuer and subject from the tags of that name', () => {
    const tags = JSON.stringify({ iss: 'https://gitlab.com', sub: 'project_path:acme/shop:ref_type:branch:ref:main' });
    expect(findTaggedSubject(tags, none)).toEqual({
      issuer: 'gitlab.com',
      subject: 'project_path:acme/shop:ref_type:branch:ref:main',
    });
  });

  it('takes a subject without an issuer only where the policy names the platform', () => {
    const tags = '{"username":"repo:acme/shop:pull_request"}';
    expect(findTaggedSubject(tags, none)).toBeNull();
    const families = new Map([['cognito-identity.amazonaws.com', 'github_actions']]);
    expect(findTaggedSubject(tags, families)?.subject).toBe('repo:acme/shop:pull_request');
    const columns = parseSubject({
      issuer: 'cognito-identity.amazonaws.com',
      subject: 'eu-central-1:1111',
      audience: null,
      principalTags: tags,
      families,
    });
    expect(columns).toMatchObject({ ci_platform: 'github_actions', ci_repository: 'acme/shop' });
  });
});
