import { accounts, type Roles, type Users } from './acme.ts';
import { longLivedKey, noOrigin, roleArn, roleSession } from './credential.ts';
import type { MadeEvent } from './event.ts';
import { exchangeWebIdentity, providerArn, refuseWebIdentity, type WebIdentity } from './exchanges.ts';
import { workThrough } from './menus.ts';
import { type Recorder, truthOf } from './recorder.ts';

const region = 'eu-central-1';
const day = 86_400_000;

/** What goes wrong in the story's last weeks, and the changes that led there. */
export function createIncidents(recorder: Recorder, roles: Roles, users: Users, endAt: Date): MadeEvent[] {
  const before = (days: number, hour = 10): Date =>
    new Date(Math.floor(endAt.getTime() / day) * day - days * day + hour * 3_600_000);
  const admin = (accountId: string, at: Date) =>
    roleSession({
      role: { ...roles.singleSignOn, accountId },
      sessionName: 'sam@acme.example.com',
      keyId: `ASIA${recorder.random.text(16)}`,
      createdAt: new Date(at.getTime() - 600_000),
      origin: { ...noOrigin, originKind: 'identity_center' },
      depth: null,
      attribution: 'context',
    });
  const change = (
    at: Date,
    accountId: string,
    source: string,
    name: string,
    request: unknown,
    response: unknown = null,
  ) =>
    recorder.call(admin(accountId, at), {
      at,
      accountId,
      region,
      source,
      name,
      readOnly: false,
      ip: '203.0.113.202',
      agent: 'aws-cli/2.31.0 os/macos#25.0',
      request,
      response,
    });
  const iam = (at: Date, accountId: string, name: string, request: unknown, response: unknown = null) =>
    change(at, accountId, 'iam.amazonaws.com', name, request, response);
  const broadPolicy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: providerArn(accounts.tools, 'token.actions.githubusercontent.com') },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:acme*' } },
      },
    ],
  });
  const stranger = (subject: string, role: WebIdentity['role']): WebIdentity => ({
    issuer: 'token.actions.githubusercontent.com',
    subject,
    audience: 'sts.amazonaws.com',
    role,
    sessionName: 'GitHubActions',
    durationSeconds: 3600,
  });
  const place = (at: Date) => ({
    at,
    region,
    ip: '198.51.100.66',
    agent: 'aws-sdk-js/3.1160.0 configure-aws-credentials-for-github-actions md/run_id#19333000777 md/attempt#1',
  });
  const intruder = stranger('repo:acme-evil/tools:ref:refs/heads/main', roles.toolsPublish);
  const inside = exchangeWebIdentity(recorder, intruder, place(before(3, 2)));
  const newKey = { userName: 'artifact-sync', accessKeyId: users.artifactSync.keyId, status: 'Active' };
  return [
    iam(
      before(60),
      accounts.production,
      'CreateOpenIDConnectProvider',
      { url: 'https://agent.buildkite.com', clientIDList: ['sts.amazonaws.com'], thumbprintList: [] },
      { openIDConnectProviderArn: providerArn(accounts.production, 'agent.buildkite.com') },
    ),
    iam(before(40), accounts.tools, 'UpdateAssumeRolePolicy', {
      roleName: roles.toolsPublish.name,
      policyDocument: broadPolicy,
    }),
    iam(
      before(13),
      accounts.tools,
      'CreateAccessKey',
      { userName: 'artifact-sync' },
      { accessKey: { ...newKey, createDate: 'Nov 10, 2026 10:00:00 AM' } },
    ),
    iam(before(9), accounts.production, 'AttachRolePolicy', {
      roleName: roles.shopDeploy.name,
      policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    }),
    iam(before(20), accounts.production, 'DeleteAccessKey', {
      userName: 'old-deploy',
      accessKeyId: 'AKIAEXAMPLEDELETED00',
    }),
    ...[5, 4, 4, 2].map((days, index) =>
      refuseWebIdentity(
        recorder,
        stranger('repo:acme-evil/shop:ref:refs/heads/main', roles.shopDeploy),
        place(before(days, 3 + index)),
      ),
    ),
    ...[6, 1].map((days) =>
      refuseWebIdentity(
        recorder,
        stranger('repo:acme/shpo:ref:refs/heads/main', roles.shopDeploy),
        place(before(days, 14)),
      ),
    ),
    ...inside.events,
    ...workThrough(recorder, inside.credential, { menu: 'build', calls: 9, ...place(before(3, 2)) }),
    ...runRenamed(recorder, roles, before(2, 16)),
    ...runShadowed(recorder, roles, users, [before(6, 11), before(4, 9)]),
    ...runStolen(recorder, roles, before(3, 12)),
    recorder.record(
      {
        type: 'Root',
        principalId: accounts.management,
        arn: `arn:aws:iam::${accounts.management}:root`,
        accountId: accounts.management,
        accessKeyId: '',
      },
      {
        at: before(8, 9),
        accountId: accounts.management,
        region: 'us-east-1',
        source: 'signin.amazonaws.com',
        name: 'ConsoleLogin',
        readOnly: false,
        ip: '203.0.113.203',
        agent: 'Mozilla/5.0',
        response: { ConsoleLogin: 'Success' },
        extra: { eventType: 'AwsConsoleSignIn' },
      },
      truthOf({ ...noOrigin, originKind: 'root_user' }, 0, 'direct'),
    ),
    change(before(7, 11), accounts.sandbox, 'cloudtrail.amazonaws.com', 'StopLogging', {
      name: `arn:aws:cloudtrail:${region}:${accounts.sandbox}:trail/sandbox`,
    }),
  ];
}

/** A job that has moved to OIDC, on a runner that still carries its old key: the key makes the calls. */
function runShadowed(recorder: Recorder, roles: Roles, users: Users, times: readonly Date[]): MadeEvent[] {
  const agent = 'aws-sdk-js/3.1160.0 configure-aws-credentials-for-github-actions md/run_id#19333001200 md/attempt#1';
  return times.flatMap((at, index) => {
    const place = { at, region, ip: '192.0.2.77', agent };
    const token = {
      issuer: 'token.actions.githubusercontent.com',
      subject: `repo:acme/tools:ref:refs/tags/v2.${index}.0`,
      audience: 'sts.amazonaws.com',
      role: roles.toolsPublish,
      sessionName: 'GitHubActions',
      durationSeconds: 3600,
    };
    const { events } = exchangeWebIdentity(recorder, token, place);
    const calls = {
      menu: 'build',
      calls: 4,
      ...place,
      at: new Date(at.getTime() + 90_000),
      agent: 'aws-cli/2.31.0 os/linux',
    } as const;
    return [...events, ...workThrough(recorder, longLivedKey(users.artifactSync), calls)];
  });
}

/** The key of a session that somebody took out of a job's log. */
function runStolen(recorder: Recorder, roles: Roles, at: Date): MadeEvent[] {
  const place = {
    at,
    region,
    ip: '192.0.2.10',
    agent: 'aws-sdk-js/3.1160.0 configure-aws-credentials-for-github-actions',
  };
  const { events, credential } = exchangeWebIdentity(
    recorder,
    {
      issuer: 'token.actions.githubusercontent.com',
      subject: 'repo:acme/web:ref:refs/heads/main',
      audience: 'sts.amazonaws.com',
      role: roles.webDeploy,
      sessionName: 'GitHubActions',
      durationSeconds: 3600,
    },
    place,
  );
  const elsewhere = {
    ...place,
    at: new Date(at.getTime() + 1_500_000),
    ip: '203.0.113.250',
    agent: 'python-requests/2.32',
  };
  return [
    ...events,
    ...workThrough(recorder, credential, { menu: 'deploy', calls: 4, ...place }),
    ...workThrough(recorder, credential, { menu: 'deploy', calls: 5, ...elsewhere }),
  ];
}

/** A branch that nobody named in the policy deploys with the production role. */
function runRenamed(recorder: Recorder, roles: Roles, at: Date): MadeEvent[] {
  const place = {
    at,
    region,
    ip: '192.0.2.10',
    agent: 'aws-sdk-js/3.1160.0 configure-aws-credentials-for-github-actions md/run_id#19333000999 md/attempt#1',
  };
  const { events, credential } = exchangeWebIdentity(
    recorder,
    {
      issuer: 'token.actions.githubusercontent.com',
      subject: 'repo:acme/shop:ref:refs/heads/hotfix-unreviewed',
      audience: 'sts.amazonaws.com',
      role: roles.shopDeploy,
      sessionName: 'GitHubActions',
      durationSeconds: 3600,
    },
    place,
  );
  return [...events, ...workThrough(recorder, credential, { menu: 'deploy', calls: 8, ...place })];
}

/** What the organisation expects of its roles, and whose its users are: what a policy file would say. */
export function describeExpectations(roles: Roles) {
  const on = (role: { name: string }, rest: Readonly<Record<string, unknown>>) => ({ role: role.name, ...rest });
  return {
    expected: [
      on(roles.shopDeploy, { repository: 'acme/shop', ref_kind: 'branch', ref: 'main', owner: 'shop team' }),
      on(roles.shopDeploy, { repository: 'acme/shop', environment: 'production', owner: 'shop team' }),
      on(roles.webDeploy, { repository: 'acme/web', owner: 'web team' }),
      on(roles.toolsPublish, { repository: 'acme/tools', ref_kind: 'tag', owner: 'platform' }),
      on(roles.infraPlan, { repository: 'acme/infra', owner: 'platform' }),
      on(roles.sharedRead, { organization: 'acme', owner: 'platform' }),
      on(roles.dataLoad, { repository: 'acme/data/load', owner: 'data team' }),
      on(roles.networkApply, { repository: 'acme/network-production', owner: 'network team' }),
      on(roles.billingRelease, { organization: 'acme', owner: 'billing team' }),
      on(roles.atlantis, { subjects: ['system:serviceaccount:ci:atlantis'], owner: 'platform' }),
    ],
    principals: [
      { principal: 'arn:aws:iam::*:user/ci/*', use: 'ci', owner: 'platform' },
      { principal: 'arn:aws:iam::*:user/service/*', use: 'service', owner: 'operations' },
      { principal: 'arn:aws:iam::*:user/people/*', use: 'human', owner: 'each person' },
    ],
    exemptActor: `arn:aws:iam::${accounts.production}:user/service/mail-relay`,
    broadRole: roleArn(roles.toolsPublish),
  };
}
