import { accounts, type Roles, type Users } from './acme.ts';
import { instantText, noOrigin, roleSession } from './credential.ts';
import type { MadeEvent } from './event.ts';
import { assumeRole, assumeRoleByService, exchangeWebIdentity, type WebIdentity } from './exchanges.ts';
import { workThrough } from './menus.ts';
import { createUuid } from './random.ts';
import { type Recorder, truthOf } from './recorder.ts';

const region = 'eu-central-1';
const unknownSession = { depth: null, attribution: 'context' } as const;

/** Atlantis: the cluster's identity takes a project's role, and only the session name hints at the pull request. */
export function runAtlantis(recorder: Recorder, roles: Roles, at: Date): MadeEvent[] {
  const { random } = recorder;
  const place = {
    at,
    region,
    ip: '192.0.2.90',
    agent: 'APN/1.0 HashiCorp/1.0 Terraform/1.13.4 terraform-provider-aws/6.20.0 aws-sdk-go-v2/1.39.0 os/linux',
  };
  const host = exchangeWebIdentity(
    recorder,
    {
      issuer: 'oidc.eks.eu-central-1.amazonaws.com/id/0A1B2C3D4E5F60718293A4B5C6D7E8F9',
      subject: 'system:serviceaccount:ci:atlantis',
      audience: 'sts.amazonaws.com',
      role: roles.atlantis,
      sessionName: String(random.whole(1_790_000_000, 1_799_999_999)) + String(random.whole(100_000_000, 999_999_999)),
    },
    place,
  );
  const target = {
    role: random.pick([roles.stagingAdmin, roles.productionAdmin]),
    sessionName: `jdoe-acme-infra-${random.whole(100, 180)}`,
  };
  const next = { ...place, at: new Date(at.getTime() + 4000) };
  const project = assumeRole(recorder, host.credential, target, next);
  return [
    ...host.events,
    ...project.events,
    ...workThrough(recorder, project.credential, { menu: 'terraform', calls: 10, ...next }),
  ];
}

/** A pull request plans with one role; the main branch takes a second role in another account, and a third from there. */
export function runInfrastructure(recorder: Recorder, roles: Roles, at: Date): MadeEvent[] {
  const { random } = recorder;
  const isPull = random.chance(0.6);
  const place = {
    at,
    region,
    ip: '192.0.2.14',
    agent: 'aws-sdk-js/3.1160.0 configure-aws-credentials-for-github-actions md/run_id#18555000111 md/attempt#1',
  };
  const token: WebIdentity = {
    issuer: 'token.actions.githubusercontent.com',
    subject: isPull ? 'repo:acme/infra:pull_request' : 'repo:acme/infra:ref:refs/heads/main',
    audience: 'sts.amazonaws.com',
    role: roles.infraPlan,
    sessionName: 'GitHubActions',
    durationSeconds: 3600,
  };
  const first = exchangeWebIdentity(recorder, token, place);
  const terraform = {
    ...place,
    agent:
      'APN/1.0 HashiCorp/1.0 Terraform/1.13.4 terraform-provider-aws/6.20.0 aws-sdk-go-v2/1.39.0 os/linux exec-env/GitHubActions',
  };
  if (isPull)
    return [...first.events, ...workThrough(recorder, first.credential, { menu: 'terraform', calls: 8, ...terraform })];
  const second = assumeRole(
    recorder,
    first.credential,
    { role: roles.stagingAdmin, sessionName: 'terraform' },
    { ...terraform, at: later(at, 5) },
  );
  const third = assumeRole(
    recorder,
    second.credential,
    { role: roles.productionAdmin, sessionName: 'promote' },
    { ...terraform, at: later(at, 40) },
  );
  return [
    ...first.events,
    ...second.events,
    ...workThrough(recorder, second.credential, { menu: 'terraform', calls: 6, ...terraform, at: later(at, 8) }),
    ...third.events,
    ...workThrough(recorder, third.credential, { menu: 'deploy', calls: 6, ...terraform, at: later(at, 44) }),
    ...onBehalf(recorder, third.credential, later(at, 90)),
  ];
}

/** CloudFormation goes on working for a session, without showing its key. */
function onBehalf(recorder: Recorder, credential: ReturnType<typeof roleSession>, at: Date): MadeEvent[] {
  return ['DescribeSecurityGroups', 'CreateTags', 'RunInstances'].map((name, index) =>
    recorder.call(
      credential,
      {
        at: later(at, index),
        accountId: credential.accountId,
        region,
        source: 'ec2.amazonaws.com',
        name,
        readOnly: name.startsWith('Describe'),
        ip: '',
        agent: '',
      },
      { invokedBy: 'cloudformation.amazonaws.com', isKeyless: true },
    ),
  );
}

/** Two repositories take the same role with the same session name in the same second. */
export function runCollision(recorder: Recorder, roles: Roles, at: Date): MadeEvent[] {
  return ['repo:acme/shop:ref:refs/heads/main', 'repo:acme@4411/web@98001:ref:refs/heads/main'].flatMap(
    (subject, index) => {
      const place = { at, region, ip: `192.0.2.${10 + index}`, agent: 'aws-sdk-js/3.1160.0' };
      const { events, credential } = exchangeWebIdentity(
        recorder,
        {
          issuer: 'token.actions.githubusercontent.com',
          subject,
          audience: 'sts.amazonaws.com',
          role: roles.sharedRead,
          sessionName: 'GitHubActions',
        },
        place,
      );
      return [...events, ...workThrough(recorder, credential, { menu: 'service', calls: 4, ...place })];
    },
  );
}

/** A function and an instance that use the roles they were given. */
export function runServices(recorder: Recorder, roles: Roles, at: Date): MadeEvent[] {
  const place = { at, region, ip: '', agent: '' };
  const lambda = assumeRoleByService(
    recorder,
    'lambda.amazonaws.com',
    { role: roles.lambda, sessionName: 'order-events', hours: 12 },
    place,
  );
  const instance = assumeRoleByService(
    recorder,
    'ec2.amazonaws.com',
    { role: roles.instance, sessionName: 'i-0123456789abcdef0', hours: 6 },
    place,
  );
  return [
    ...lambda.events,
    ...workThrough(recorder, lambda.credential, {
      menu: 'service',
      calls: 5,
      at: later(at, 30),
      region,
      ip: '10.0.4.17',
      agent: 'aws-sdk-js/3.1100.0 exec-env/AWS_Lambda_nodejs22.x',
    }),
    ...instance.events,
    ...workThrough(recorder, instance.credential, {
      menu: 'data',
      calls: 5,
      at: later(at, 5 * 3600),
      region,
      ip: '10.0.8.9',
      agent: 'Boto3/1.40.0 os/linux',
    }),
  ];
}

/** People: a console sign-in, a reserved role of Identity Center, a SAML sign-in. */
export function runPeople(recorder: Recorder, roles: Roles, users: Users, at: Date): MadeEvent[] {
  const browser = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15';
  const userArn = `arn:aws:iam::${users.jane.accountId}:user${users.jane.path}${users.jane.name}`;
  const console_ = {
    type: 'IAMUser',
    principalId: users.jane.id,
    arn: userArn,
    accountId: users.jane.accountId,
    userName: users.jane.name,
  };
  const truth = truthOf({ ...noOrigin, originKind: 'console' }, 0, 'direct');
  const signIn = recorder.record(
    console_,
    {
      at,
      accountId: users.jane.accountId,
      region: 'us-east-1',
      source: 'signin.amazonaws.com',
      name: 'ConsoleLogin',
      readOnly: false,
      ip: '203.0.113.201',
      agent: browser,
      response: { ConsoleLogin: 'Success' },
      extra: { eventType: 'AwsConsoleSignIn' },
    },
    truth,
  );
  const click = recorder.record(
    {
      ...console_,
      accessKeyId: `ASIA${recorder.random.text(16)}`,
      sessionContext: { attributes: { creationDate: instantText(at), mfaAuthenticated: 'true' } },
    },
    {
      at: later(at, 60),
      accountId: users.jane.accountId,
      region,
      source: 'ec2.amazonaws.com',
      name: 'DescribeInstances',
      readOnly: true,
      ip: '203.0.113.201',
      agent: browser,
      extra: { sessionCredentialFromConsole: 'true' },
    },
    truth,
  );
  const permissionSet = roleSession({
    role: roles.singleSignOn,
    sessionName: 'sam@acme.example.com',
    keyId: `ASIA${recorder.random.text(16)}`,
    createdAt: at,
    origin: { ...noOrigin, originKind: 'identity_center' },
    ...unknownSession,
  });
  return [
    signIn,
    click,
    ...workThrough(recorder, permissionSet, {
      menu: 'people',
      calls: 4,
      at,
      region,
      ip: '203.0.113.202',
      agent: browser,
    }),
  ];
}

/** Records that have no caller of the organisation: a service's own event, and another company's call. */
export function runStrangers(recorder: Recorder, at: Date): MadeEvent[] {
  const { random } = recorder;
  const rotation = recorder.record(
    { accountId: accounts.production, invokedBy: 'kms.amazonaws.com' },
    {
      at,
      accountId: accounts.production,
      region,
      source: 'kms.amazonaws.com',
      name: 'RotateKey',
      readOnly: false,
      ip: 'kms.amazonaws.com',
      agent: 'kms.amazonaws.com',
      extra: { eventType: 'AwsServiceEvent' },
    },
    truthOf({ ...noOrigin, originKind: 'aws_service' }, 0, 'direct'),
  );
  const partner = recorder.record(
    { type: 'AWSAccount', principalId: `AIDA${random.text(17)}`, accountId: '999988887777' },
    {
      at,
      accountId: accounts.data,
      region,
      source: 's3.amazonaws.com',
      name: 'GetBucketLocation',
      readOnly: true,
      ip: '198.51.100.250',
      agent: '[aws-cli/2.20.0]',
      sharedEventId: createUuid(random),
    },
    truthOf({ ...noOrigin, originKind: 'external_account' }, null, 'context'),
  );
  return [rotation, partner];
}

const later = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000);
