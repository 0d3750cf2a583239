import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createSubjectParser,
  deriveExchange,
  type ExchangeEvent,
  findExchangeKind,
} from '../../../core/cloudtrail/exchange-columns.ts';

const provider = 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com';
const subject = 'repo:acme/shop:ref:refs/heads/main';
const eventTime = { seconds: 1_000_000, micros: 5 };
const nobody = {
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
const webIdentity: ExchangeEvent = {
  exchangeKind: 'web_identity',
  eventTime,
  errorCode: null,
  userAgent: 'configure-aws-credentials-for-github-actions md/run_id#9876543210 md/attempt#1',
  request: {
    roleArn: 'arn:aws:iam::123456789012:role/ci/deploy',
    roleSessionName: 'GitHubActions',
    durationSeconds: 900,
  },
  response: {
    credentials: { accessKeyId: 'ASIAISSUED', expiration: 'Jan 31, 2026, 10:58:12 AM' },
    subjectFromWebIdentityToken: subject,
    assumedRoleUser: {
      assumedRoleId: 'AROAEXAMPLE:GitHubActions',
      arn: 'arn:aws:sts::123456789012:assumed-role/deploy/GitHubActions',
    },
    provider,
    audience: 'sts.amazonaws.com',
  },
  caller: {
    ...nobody,
    user_identity_type: 'WebIdentityUser',
    principal_id: `${provider}:sts.amazonaws.com:${subject}`,
    user_name: subject,
    identity_provider: provider,
  },
};
const derive = (event: Partial<ExchangeEvent>) => {
  const exchange = deriveExchange({ ...webIdentity, ...event }, createSubjectParser(new Map()));
  if (exchange === null) throw new Error('No exchange');
  return exchange;
};

describe('findExchangeKind()', () => {
  it.each([
    ['sts.amazonaws.com', 'AssumeRoleWithWebIdentity', 'web_identity'],
    ['sts.amazonaws.com', 'AssumeRole', 'assume_role'],
    ['sts.amazonaws.com', 'AssumeRoleWithSAML', 'saml'],
    ['sts.amazonaws.com', 'GetSessionToken', 'session_token'],
    ['sts.amazonaws.com', 'GetFederationToken', 'federation_token'],
    ['sts.amazonaws.com', 'AssumeRoot', 'assume_root'],
    ['eks-auth.amazonaws.com', 'AssumeRoleForPodIdentity', 'pod_identity'],
    ['sts.amazonaws.com', 'GetCallerIdentity', null],
    ['sts.amazonaws.com', 'AssumeRoleForPodIdentity', null],
    ['eks-auth.amazonaws.com', 'AssumeRole', null],
    ['sts.amazonaws.con', 'AssumeRole', null],
    ['sts.amazonaws.com', 'assumerole', null],
    ['sts.amazonaws.com', null, null],
    [null, 'AssumeRole', null],
  ])('takes %s %s for %s', (source, name, kind) => {
    expect(findExchangeKind(source, name)).toBe(kind);
  });
});

describe('deriveExchange()', () => {
  it('knows a pod by the tags that its cluster sets, and nobody else by such tags', () => {
    const tags = [
      { key: 'kubernetes-namespace', value: 'ci' },
      { key: 'kubernetes-service-account', value: 'atlantis' },
      { key: 7 },
    ];
    const request = { roleArn: 'arn:aws:iam::123456789012:role/pod', roleSessionName: 'eks-x', tags };
    const pod = { ...nobody, user_identity_type: 'AWSService', invoked_by: 'pods.eks.amazonaws.com' };
    expect(derive({ exchangeKind: 'assume_role', request, caller: pod })).toMatchObject({
      ci_platform: 'kubernetes',
      ci_workflow: 'ci/atlantis',
      stable_subject: 'system:serviceaccount:ci:atlantis',
      principal_tags: '{"kubernetes-namespace":"ci","kubernetes-service-account":"atlantis"}',
      oddValues: 1,
    });
    const user = { ...nobody, user_identity_type: 'IAMUser', access_key_id: 'AKIAEXAMPLE' };
    expect(derive({ exchangeKind: 'assume_role', request, caller: user })).not.toHaveProperty('ci_platform');
  });

  it('counts a sign-in as an exchange only where it shows a key of its own', () => {
    const caller = { ...nobody, access_key_id: 'ASIAOLD', principal_arn: 'arn:aws:sts::123456789012:assumed-role/a/b' };
    const signIn = (key: string | null) =>
      deriveExchange(
        {
          ...webIdentity,
          exchangeKind: 'signin_token',
          request: null,
          response: { credentials: { accessKeyId: key } },
          caller,
        },
        createSubjectParser(new Map()),
      );
    expect(signIn('ASIAOLD')).toBeNull();
    expect(signIn(null)).toBeNull();
    expect(signIn('ASIANEW')).toMatchObject({
      issued_key_id: 'ASIANEW',
      issued_principal_arn: caller.principal_arn,
      expires_at: { seconds: 1_043_200, micros: 5 },
    });
  });

  it('names the root user that an administrator takes the place of', () => {
    const of = (targetPrincipal: string) => derive({ exchangeKind: 'assume_root', request: { targetPrincipal } });
    expect(of('210987654321').issued_principal_arn).toBe('arn:aws:iam::210987654321:root');
    expect(of('arn:aws-cn:iam::210987654321:root').issued_principal_arn).toBe('arn:aws-cn:iam::210987654321:root');
  });

  it('keeps the source identity that was asked for', () => {
    expect(derive({ request: { sourceIdentity: 'alice' } }).requested_source_identity).toBe('alice');
    expect(derive({ request: {}, response: { sourceIdentity: 'bob' } }).requested_source_identity).toBe('bob');
  });

  it('reads what a web identity was given', () => {
    expect(derive({})).toEqual({
      exchange_kind: 'web_identity',
      issued_key_id: 'ASIAISSUED',
      issued_principal_arn: 'arn:aws:sts::123456789012:assumed-role/deploy/GitHubActions',
      issued_principal_id: 'AROAEXAMPLE:GitHubActions',
      requested_role_arn: 'arn:aws:iam::123456789012:role/ci/deploy',
      requested_session_name: 'GitHubActions',
      requested_source_identity: null,
      duration_seconds: 900,
      expires_at: { seconds: 1_000_900, micros: 5 },
      subject,
      issuer: 'token.actions.githubusercontent.com',
      audience: 'sts.amazonaws.com',
      principal_tags: null,
      ci_platform: 'github_actions',
      ci_organization: 'acme',
      ci_repository: 'acme/shop',
      ci_repository_id: null,
      ci_ref_kind: 'branch',
      ci_ref: 'main',
      ci_environment: null,
      ci_workflow: null,
      ci_trigger: null,
      ci_phase: null,
      ci_run_id: '9876543210',
      ci_run_id_source: 'user_agent',
      ci_parse_status: 'parsed',
      stable_subject: subject,
      oddValues: 0,
    });
  });

  it('gives a refused exchange no key, no principal and no end, but all that was asked', () => {
    expect(derive({ errorCode: 'AccessDenied', response: null })).toMatchObject({
      issued_key_id: null,
      issued_principal_arn: null,
      issued_principal_id: null,
      expires_at: null,
      requested_role_arn: 'arn:aws:iam::123456789012:role/ci/deploy',
      subject,
      audience: 'sts.amazonaws.com',
      issuer: 'token.actions.githubusercontent.com',
      ci_repository: 'acme/shop',
    });
    expect(derive({ errorCode: 'AccessDenied', request: null, response: null })).toMatchObject({
      requested_role_arn: null,
      subject,
    });
  });

  it('splits audience and subject off the principal id only when one of them is known', () => {
    const caller = { ...webIdentity.caller, principal_id: `${provider}:a:b:c:d`, user_name: null };
    const response = (said: object) => derive({ caller, response: said });
    expect(response({ audience: 'a:b' })).toMatchObject({ subject: 'c:d', audience: 'a:b' });
    expect(response({ subjectFromWebIdentityToken: 'c:d' })).toMatchObject({ subject: 'c:d', audience: 'a:b' });
    expect(response({})).toMatchObject({ subject: null, audience: null });
    expect(response({ audience: 'x' })).toMatchObject({ subject: null, audience: 'x' });
    expect(derive({ caller: { ...caller, user_name: 'c:d' }, response: null })).toMatchObject({
      subject: 'c:d',
      audience: 'a:b',
    });
  });

  it('finds the issuer in the response where the caller names none, and builtin providers', () => {
    const caller = { ...webIdentity.caller, identity_provider: null };
    expect(derive({ caller }).issuer).toBe('token.actions.githubusercontent.com');
    const google = {
      ...webIdentity.caller,
      identity_provider: 'accounts.google.com',
      principal_id: 'accounts.google.com:aud:1234567',
      user_name: '1234567',
    };
    expect(derive({ caller: google, response: null })).toMatchObject({
      issuer: 'accounts.google.com',
      audience: 'aud',
      subject: '1234567',
    });
  });

  it('builds the principal of a role where the response is missing', () => {
    const { issued_principal_arn } = derive({ response: null });
    expect(issued_principal_arn).toBe('arn:aws:sts::123456789012:assumed-role/deploy/GitHubActions');
    expect(derive({ response: null, request: { roleArn: 'x', roleSessionName: 'y' } }).issued_principal_arn).toBeNull();
    expect(
      derive({ response: null, request: { roleArn: 'arn:aws-cn:iam::123456789012:role/r' } }).issued_principal_arn,
    ).toBeNull();
  });

  it('keeps no principal id that an anonymiser made up', () => {
    const response = { assumedRoleUser: { assumedRoleId: 'AROXXXXXXXX:GitHubActions' } };
    expect(derive({ response }).issued_principal_id).toBeNull();
  });

  it('reads SAML from the response alone', () => {
    const response = {
      subject: 'alice@example.com',
      issuer: 'https://idp.example.com',
      audience: 'https://signin.aws.amazon.com/saml',
    };
    expect(derive({ exchangeKind: 'saml', response })).toMatchObject({ ...response, ci_run_id: null });
    expect(derive({ exchangeKind: 'saml', response })).not.toHaveProperty('ci_platform');
    expect(derive({ exchangeKind: 'saml', response: null })).toMatchObject({
      subject: null,
      issuer: null,
      audience: null,
    });
  });

  it('has no subject for exchanges that have no token', () => {
    const response = { ...(webIdentity.response as object), subject: 'x', issuer: 'y', audience: 'z' };
    expect(derive({ exchangeKind: 'assume_role', response })).toMatchObject({
      subject: null,
      issuer: null,
      audience: null,
      ci_run_id: null,
    });
  });

  it('knows whom GetSessionToken and GetFederationToken give a key', () => {
    const caller = { ...nobody, principal_arn: 'arn:aws:iam::123456789012:user/ci-legacy' };
    const federatedUser = { arn: 'arn:aws:sts::123456789012:federated-user/bob', federatedUserId: '123456789012:bob' };
    expect(derive({ exchangeKind: 'session_token', caller, request: null, response: null })).toMatchObject({
      issued_principal_arn: caller.principal_arn,
      requested_session_name: null,
    });
    expect(
      derive({ exchangeKind: 'federation_token', caller, request: { name: 'bob' }, response: { federatedUser } }),
    ).toMatchObject({
      issued_principal_arn: federatedUser.arn,
      issued_principal_id: null,
      requested_session_name: 'bob',
    });
  });

  it.each([
    ['web_identity', 3600],
    ['assume_role', 3600],
    ['saml', 3600],
    ['pod_identity', 3600],
    ['session_token', 43_200],
    ['federation_token', 43_200],
    ['assume_root', 900],
  ])('lets a key of %s live %i seconds when nobody says', (exchangeKind, seconds) => {
    const { expires_at, duration_seconds } = derive({ exchangeKind, request: null, response: null });
    expect([expires_at, duration_seconds]).toEqual([{ seconds: 1_000_000 + seconds, micros: 5 }, null]);
  });

  it('takes the written end where no duration was asked for', () => {
    const { expires_at } = derive({ request: {} });
    expect(expires_at).toEqual({ seconds: Date.parse('2026-01-31T10:58:12Z') / 1000, micros: 0 });
    expect(derive({ request: {}, response: { credentials: { expiration: 'soon' } } }).expires_at?.seconds).toBe(
      1_003_600,
    );
  });

  it.each([
    [900, 900, 0],
    ['900', 900, 0],
    [null, null, 0],
    [1.5, null, 1],
    [-1, null, 1],
    [1e12, null, 1],
    ['an hour', null, 1],
    [{}, null, 1],
  ])('reads the duration %j as %j', (durationSeconds, expected, odd) => {
    const { duration_seconds, oddValues } = derive({ request: { durationSeconds } });
    expect([duration_seconds, oddValues]).toEqual([expected, odd]);
  });

  it('keeps principal tags as JSON, and takes the run from them', () => {
    const tags = { pipeline_slug: 'shop', build_id: '42' };
    const found = derive({ request: { principalTags: tags } });
    expect(found.principal_tags).toBe('{"pipeline_slug":"shop","build_id":"42"}');
    expect(derive({ request: { principalTags: 'x' } })).toMatchObject({ principal_tags: null, oddValues: 1 });
  });

  it('never throws, whatever request and response hold', () => {
    const request = fc.oneof(fc.jsonValue(), fc.record({ roleArn: fc.jsonValue(), durationSeconds: fc.jsonValue() }));
    const response = fc.oneof(
      fc.jsonValue(),
      fc.record({ credentials: fc.jsonValue(), assumedRoleUser: fc.jsonValue() }),
    );
    fc.assert(
      fc.property(
        request,
        response,
        fc.constantFrom('web_identity', 'saml', 'assume_role'),
        (asked, answer, exchangeKind) => {
          expect(derive({ exchangeKind, request: asked, response: answer }).exchange_kind).toBe(exchangeKind);
        },
      ),
    );
  });
});

describe('createSubjectParser()', () => {
  it('remembers tokens by issuer, subject and audience, and knows the policy’s own issuers', () => {
    const parse = createSubjectParser(new Map([['ci.example.com', 'gitlab']]));
    const token = {
      issuer: 'ci.example.com',
      subject: 'project_path:acme/shop:ref_type:branch:ref:main',
      audience: null,
    };
    expect(parse(token)).toMatchObject({ ci_platform: 'gitlab', ci_ref: 'main' });
    expect(parse({ ...token })).toBe(parse(token));
    expect(parse({ ...token, issuer: 'other.example.com' })).toMatchObject({ ci_parse_status: 'unknown_issuer' });
  });
});
