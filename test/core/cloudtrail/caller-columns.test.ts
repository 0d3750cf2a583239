import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CallerEvent,
  deriveCaller as derive,
  findRoleId,
  type IdentityText,
} from '../../../core/cloudtrail/caller-columns.ts';

const nobody: IdentityText = {
  user_identity_type: null,
  principal_id: null,
  principal_arn: null,
  caller_account_id: null,
  access_key_id: null,
  user_name: null,
  identity_provider: null,
  issuer_type: null,
  issuer_principal_id: null,
  issuer_arn: null,
  federated_provider: null,
  session_created_at: null,
  source_identity: null,
  invoked_by: null,
  mfa_authenticated: null,
  console_session: null,
  federated_attributes: null,
  assumed_root: null,
};

const deriveCaller = (text: IdentityText, event: Partial<CallerEvent> = {}) =>
  derive(text, { event_type: null, event_source: null, ...event }, { seconds: 1_800_000_000, micros: 0 });
const deploy: IdentityText = {
  ...nobody,
  user_identity_type: 'AssumedRole',
  principal_id: 'AROAEXAMPLE:GitHubActions',
  principal_arn: 'arn:aws:sts::123456789012:assumed-role/deploy/GitHubActions',
  caller_account_id: '123456789012',
  access_key_id: 'ASIAEXAMPLE',
  issuer_type: 'Role',
  issuer_principal_id: 'AROAEXAMPLE',
  issuer_arn: 'arn:aws:iam::123456789012:role/ci/deploy',
  session_created_at: '2026-01-31T09:58:12Z',
};

describe('deriveCaller()', () => {
  it('works out role and session of an assumed role', () => {
    expect(deriveCaller(deploy)).toMatchObject({
      role_arn: 'arn:aws:iam::123456789012:role/ci/deploy',
      issuer_arn: 'arn:aws:iam::123456789012:role/ci/deploy',
      role_id: 'AROAEXAMPLE',
      session_name: 'GitHubActions',
      session_created_at: { seconds: Date.parse('2026-01-31T09:58:12Z') / 1000, micros: 0 },
      oddValues: 0,
    });
  });

  it('takes an issuer that is no role for the issuer alone', () => {
    const issuer_arn = 'arn:aws:iam::123456789012:user/alice';
    expect(deriveCaller({ ...deploy, issuer_type: 'IAMUser', issuer_arn })).toMatchObject({
      role_arn: null,
      issuer_arn,
    });
  });

  it.each([
    ['arn:aws:sts::123456789012:assumed-role/deploy/a/b', null, 'a/b'],
    ['arn:aws-cn:sts::123456789012:assumed-role/deploy/x', null, 'x'],
    [null, 'AROAEXAMPLE:x:y', 'x:y'],
    [null, '123456789012:alice', 'alice'],
    [null, 'AIDAEXAMPLE', null],
    [null, 'arn:aws:iam::123456789012:oidc-provider/example.com:aud:sub', null],
    [null, 'accounts.google.com:aud:sub', null],
    ['arn:aws:iam::123456789012:user/alice', 'AIDAEXAMPLE', null],
  ])('finds the session name of %j and %j', (principal_arn, principal_id, expected) => {
    expect(deriveCaller({ ...nobody, principal_arn, principal_id }).session_name).toBe(expected);
  });

  it('finds the role id of the issuer where the principal shows none', () => {
    expect(deriveCaller({ ...deploy, principal_id: 'AROXXXXXXXX:x' }).role_id).toBe('AROAEXAMPLE');
    expect(deriveCaller({ ...deploy, principal_id: null, issuer_principal_id: null }).role_id).toBeNull();
  });

  it('counts a creation date that is no moment', () => {
    expect(deriveCaller({ ...deploy, session_created_at: 'once' })).toMatchObject({
      session_created_at: null,
      oddValues: 1,
    });
  });

  it('has an id only for callers that an exchange can explain', () => {
    expect(deriveCaller(deploy).caller_id).toMatch(/^[0-9a-f]{32}$/);
    expect(deriveCaller({ ...nobody, user_identity_type: 'IAMUser', access_key_id: 'AKIAEXAMPLE' })).toMatchObject({
      caller_kind: 'access_key',
      caller_id: null,
    });
    expect(deriveCaller(nobody)).toMatchObject({ caller_kind: 'unknown', caller_id: null });
  });

  it('keeps the id for good: the lake is joined on it', () => {
    expect(deriveCaller(deploy).caller_id).toBe('20cc60280c055de61d87c1e9aeac6747');
  });

  it('gives one credential one id whatever it calls', () => {
    const { caller_id } = deriveCaller(deploy);
    expect(deriveCaller({ ...deploy, mfa_authenticated: false }).caller_id).toBe(caller_id);
    expect(deriveCaller(deploy, { event_source: 's3.amazonaws.com', event_type: 'AwsApiCall' }).caller_id).toBe(
      caller_id,
    );
  });

  it('tells calls apart by their time only where nothing else says which session they belong to', () => {
    const at = (text: IdentityText, seconds: number) =>
      derive(text, { event_type: null, event_source: null }, { seconds, micros: 0 }).caller_id;
    const keyless = { ...deploy, access_key_id: null, session_created_at: null };
    expect(at(keyless, 1)).not.toBe(at(keyless, 2));
    expect(at(keyless, 1)).toBe(at(keyless, 1));
    expect(at({ ...keyless, access_key_id: 'ASIAEXAMPLE' }, 1)).toBe(
      at({ ...keyless, access_key_id: 'ASIAEXAMPLE' }, 2),
    );
    expect(at({ ...deploy, access_key_id: null }, 1)).toBe(at({ ...deploy, access_key_id: null }, 2));
  });

  it('reads whose token stands behind a Cognito session', () => {
    const amr = [
      'authenticated',
      'arn:aws:iam::123456789012:oidc-provider/gitlab.com:OIDC:project_path:acme/shop:ref:x',
    ];
    const federated_attributes = JSON.stringify({ 'cognito-identity.amazonaws.com:amr': JSON.stringify(amr) });
    expect(deriveCaller({ ...deploy, federated_attributes })).toMatchObject({
      federated_issuer: 'gitlab.com',
      federated_subject: 'project_path:acme/shop:ref:x',
    });
    expect(deriveCaller(deploy)).toMatchObject({ federated_issuer: null, federated_subject: null });
  });

  it('gives other credentials other ids', () => {
    const changes: Partial<IdentityText>[] = [
      {},
      { access_key_id: 'ASIAOTHER' },
      { principal_id: 'AROAEXAMPLE:other' },
      { principal_arn: 'arn:aws:sts::123456789012:assumed-role/other/x' },
      { issuer_arn: 'arn:aws:iam::123456789012:role/other' },
      { session_created_at: '2026-01-31T09:58:13Z' },
      { federated_provider: 'arn:aws:iam::123456789012:oidc-provider/example.com' },
      { console_session: true },
      { source_identity: 'alice' },
      { user_name: 'alice' },
      { invoked_by: 'ec2.amazonaws.com' },
      { caller_account_id: '210987654321' },
    ];
    const ids = changes.map((change) => deriveCaller({ ...deploy, ...change }).caller_id);
    expect(new Set(ids).size).toBe(changes.length);
    const services = ['ec2.amazonaws.com', 'lambda.amazonaws.com'];
    expect(new Set(services.map((invoked_by) => deriveCaller({ ...deploy, invoked_by }).caller_id)).size).toBe(1);
  });

  it('never throws, whatever the texts', () => {
    const text = fc.option(
      fc.oneof(fc.string(), fc.constantFrom('AssumedRole', 'AWSAccount', ':', '/', 'AROAEXAMPLE:')),
    );
    const texts = fc.dictionary(fc.constantFrom(...Object.keys(nobody)), text);
    fc.assert(
      fc.property(texts, (found) => {
        expect(deriveCaller({ ...nobody, ...found }).caller_kind).toBeTypeOf('string');
      }),
    );
  });
});

describe('findRoleId()', () => {
  it.each([
    ['AROAEXAMPLE', 'AROAEXAMPLE'],
    ['AROAEXAMPLE:x', 'AROAEXAMPLE'],
    ['AROA26YVAA7X3XEV3BAHM:i-0', 'AROA26YVAA7X3XEV3BAHM'],
    ['AROXXXXXXXX:x', null],
    ['AROAXXXX', null],
    ['AROA****************:x', null],
    ['AIDAEXAMPLE', null],
    ['', null],
    [null, null],
  ])('finds in %j %j', (principalId, expected) => {
    expect(findRoleId(principalId)).toBe(expected);
  });
});
