import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyAccessKey } from '../../../core/origin/access-key.ts';
import { type CallerFields, classifyCaller } from '../../../core/origin/caller.ts';
import { issuerFamily, normaliseIssuer } from '../../../core/origin/issuer.ts';
import { originKinds } from '../../../core/origin/origin-kind.ts';
import { parseRunIdentity } from '../../../core/origin/run-identity.ts';

const nobody: CallerFields = {
  type: null,
  accessKeyId: null,
  principalId: null,
  principalArn: null,
  issuerType: null,
  issuerArn: null,
  invokedBy: null,
  federatedProvider: null,
  eventType: null,
  eventSource: null,
  isConsoleSession: false,
  isAssumedRoot: false,
};
const role = {
  type: 'AssumedRole',
  accessKeyId: 'ASIAEXAMPLE',
  principalArn: 'arn:aws:sts::123456789012:assumed-role/deploy/GitHubActions',
  issuerType: 'Role',
  issuerArn: 'arn:aws:iam::123456789012:role/ci/deploy',
};

describe('classifyCaller()', () => {
  it('follows a session of the root user to whoever took it, and only such a session', () => {
    expect(classifyCaller({ ...nobody, type: 'Root', isAssumedRoot: true })).toEqual({
      kind: 'root_user',
      isLinkable: true,
    });
    expect(classifyCaller({ ...nobody, type: 'Root' })).toEqual({ kind: 'root_user', isLinkable: false });
  });

  it('counts a federated user of an IAM user as hanging on a long-lived key, even before its exchange is found', () => {
    expect(classifyCaller({ ...nobody, type: 'FederatedUser', issuerType: 'IAMUser' })).toEqual({
      kind: 'access_key',
      isLinkable: true,
    });
    expect(classifyCaller({ ...nobody, type: 'FederatedUser' })).toEqual({ kind: 'unknown', isLinkable: true });
  });

  it.each<[string, Partial<CallerFields>, string, boolean]>([
    ['a long-lived key', { type: 'IAMUser', accessKeyId: 'AKIAEXAMPLE' }, 'access_key', false],
    [
      'a long-lived key with an empty session block of S3',
      { type: 'IAMUser', accessKeyId: 'AKIAEXAMPLE', isConsoleSession: false, issuerArn: null },
      'access_key',
      false,
    ],
    [
      'a console session of a user',
      { type: 'IAMUser', accessKeyId: 'ASIAEXAMPLE', isConsoleSession: true },
      'console',
      false,
    ],
    ['a console sign-in', { type: 'IAMUser', eventType: 'AwsConsoleSignIn' }, 'console', false],
    [
      'a console sign-in as older records spell it',
      { type: 'IAMUser', eventType: 'AwsConsoleSignin' },
      'console',
      false,
    ],
    ['a session token of a user', { type: 'IAMUser', accessKeyId: 'ASIAEXAMPLE' }, 'unknown', true],
    ['a federated user', { type: 'FederatedUser', accessKeyId: 'ASIAEXAMPLE' }, 'unknown', true],
    ['a role session', role, 'unknown', true],
    [
      'a role session of a federated provider',
      { ...role, federatedProvider: 'arn:aws:iam::123456789012:oidc-provider/gitlab.com' },
      'web_identity',
      true,
    ],
    [
      'a reserved role of Identity Center',
      { ...role, issuerArn: 'arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_1' },
      'identity_center',
      true,
    ],
    [
      'a service-linked role',
      { ...role, issuerArn: 'arn:aws:iam::123456789012:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX' },
      'aws_service',
      true,
    ],
    ['a role in the console', { ...role, isConsoleSession: true }, 'console', true],
    ['a web identity', { type: 'WebIdentityUser' }, 'web_identity', false],
    ['a SAML user', { type: 'SAMLUser' }, 'saml', false],
    ['the root user', { type: 'Root', accessKeyId: 'ASIAEXAMPLE' }, 'root_user', false],
    ['a service', { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' }, 'aws_service', false],
    ['a service event without a type', { invokedBy: 'AWS Internal' }, 'aws_service', false],
    ['a service event by its kind', { eventType: 'AwsServiceEvent' }, 'aws_service', false],
    ['a user of another account', { type: 'AWSAccount', principalId: 'AIDAEXAMPLE' }, 'external_account', false],
    [
      'a session of another account',
      { type: 'AWSAccount', principalId: 'AROAEXAMPLE:deploy' },
      'external_account',
      true,
    ],
    ['an Identity Center user', { type: 'IdentityCenterUser' }, 'identity_center', false],
    ['nobody', {}, 'unknown', false],
    ['a type of the future', { type: 'Robot' }, 'unknown', false],
  ])('%s', (_name, fields, kind, isLinkable) => {
    expect(classifyCaller({ ...nobody, ...fields })).toEqual({ kind, isLinkable });
  });

  it('never throws, and only a long-lived key is called one', () => {
    const text = fc.option(fc.string(), { nil: null });
    fc.assert(
      fc.property(
        fc.record({
          type: text,
          accessKeyId: text,
          principalId: text,
          principalArn: text,
          issuerType: text,
          issuerArn: text,
          invokedBy: text,
          federatedProvider: text,
          eventType: text,
          eventSource: text,
          isConsoleSession: fc.boolean(),
          isAssumedRoot: fc.boolean(),
        }),
        (fields) => {
          const { kind, isLinkable } = classifyCaller(fields);
          expect(originKinds).toContain(kind);
          if (kind === 'access_key' && !isLinkable) expect(classifyAccessKey(fields.accessKeyId)).toBe('long_term');
        },
      ),
    );
  });
});

describe('normaliseIssuer()', () => {
  it.each([
    [
      'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com/Acme',
      'token.actions.githubusercontent.com/Acme',
    ],
    ['arn:aws-us-gov:iam::123456789012:oidc-provider/login.app.env0.com/', 'login.app.env0.com/'],
    ['https://GitLab.Example.com/Path', 'gitlab.example.com/Path'],
    ['accounts.google.com', 'accounts.google.com'],
    ['', ''],
  ])('%j', (text, expected) => {
    expect(normaliseIssuer(text)).toBe(expected);
  });
});

describe('issuerFamily()', () => {
  it("lets the policy's word go first, and knows nobody by half a name", () => {
    expect(issuerFamily('gitlab.com', new Map([['gitlab.com', 'jenkins']]))).toBe('jenkins');
    expect(issuerFamily('gitlab.com.example.org', new Map())).toBeNull();
    expect(issuerFamily('xgitlab.com', new Map())).toBeNull();
    expect(issuerFamily('gitlab.com', new Map([['gitlab.com', 'no such family']]))).toBe('gitlab');
  });
});

describe('parseRunIdentity()', () => {
  const action =
    'aws-sdk-js/3.1 ua/2.1 configure-aws-credentials-for-github-actions md/action#x md/run_id#123 md/attempt#1';
  it.each([
    [
      'the user agent of the action',
      { platform: 'github_actions', userAgent: action, sessionName: 'GitHubActions', principalTags: null },
      { runId: '123', source: 'user_agent' },
    ],
    [
      'a GitLab session name',
      { platform: 'gitlab', userAgent: null, sessionName: 'GitLabRunner-45-678', principalTags: null },
      { runId: '678', source: 'session_name' },
    ],
    [
      'an HCP Terraform session name',
      { platform: 'hcp_terraform', userAgent: null, sessionName: 'terraform-run-run-AbC1', principalTags: null },
      { runId: 'run-AbC1', source: 'session_name' },
    ],
    [
      'signed tags before a session name',
      {
        platform: 'buildkite',
        userAgent: null,
        sessionName: 'buildkite-job-018f1a2b-aaaa-4bbb-8ccc-ddddeeeeffff',
        principalTags: '{"build_id":"b-1"}',
      },
      { runId: 'b-1', source: 'principal_tags' },
    ],
    [
      "another platform's session name",
      { platform: 'github_actions', userAgent: null, sessionName: 'GitLabRunner-45-678', principalTags: null },
      { runId: null, source: null },
    ],
    [
      'tags that are no JSON',
      { platform: 'buildkite', userAgent: null, sessionName: null, principalTags: '{' },
      { runId: null, source: null },
    ],
  ])('%s', (_name, fields, expected) => {
    expect(parseRunIdentity(fields)).toEqual(expected);
  });
});
