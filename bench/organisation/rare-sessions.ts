import { accounts, type Roles } from './acme.ts';
import {
  assumedRoleArn,
  type Credential,
  instantText,
  noOrigin,
  type Role,
  roleArn,
  roleSession,
} from './credential.ts';
import type { MadeEvent, OriginTruth } from './event.ts';
import { assumeRole, assumeRoleByService, attributionBehind, exchangeWebIdentity } from './exchanges.ts';
import { workThrough } from './menus.ts';
import { createUuid } from './random.ts';
import { type Recorder, truthOf } from './recorder.ts';

const region = 'eu-central-1';
const agent = 'aws-cli/2.31.0 os/linux';
const later = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000);

/** Sessions that few organisations have, but some: each kind once, with some work. */
export function runRareSessions(recorder: Recorder, roles: Roles, at: Date): MadeEvent[] {
  return [
    ...runPod(recorder, roles, at),
    ...runPermissionSet(recorder, roles, at),
    ...runCognito(recorder, roles, at),
    ...runSourceIdentity(recorder, roles, at),
  ];
}

/** A pod with a role of EKS Pod Identity: the service asks for it, and says in tags for whom. */
function runPod(recorder: Recorder, roles: Roles, at: Date): MadeEvent[] {
  const sessionName = `eks-acme-orders-${createUuid(recorder.random)}`;
  const target = { role: roles.orders, sessionName, hours: 6 };
  const place = { at, region, ip: '', agent: '' };
  const { events, credential } = assumeRoleByService(recorder, 'pods.eks.amazonaws.com', target, place);
  return [
    ...events,
    ...workThrough(recorder, credential, { menu: 'service', calls: 3, at, region, ip: '10.0.4.20', agent }),
  ];
}

/** Identity Center: a SAML exchange on its reserved path, then work in the console with keys that no exchange shows. */
function runPermissionSet(recorder: Recorder, roles: Roles, at: Date): MadeEvent[] {
  const { random } = recorder;
  const role = roles.singleSignOn;
  const user = `sam.${random.whole(1, 9)}@acme.example.com`;
  const keyId = `ASIA${random.text(16)}`;
  const origin: OriginTruth = {
    ...noOrigin,
    originKind: 'identity_center',
    originSubject: user,
    originIssuer: samlIssuer,
  };
  const exchange = recorder.record(
    { type: 'SAMLUser', principalId: `hash:${user}`, userName: user, identityProvider: 'hash' },
    {
      ...exchangePlan('AssumeRoleWithSAML', role, at),
      request: { roleArn: roleArn(role), principalArn: `arn:aws:iam::${role.accountId}:saml-provider/AWSSSO_acme` },
      response: {
        credentials: { accessKeyId: keyId, sessionToken: 'IQoJ' },
        assumedRoleUser: { assumedRoleId: `${role.id}:${user}`, arn: assumedRoleArn(role, user) },
        subject: user,
        issuer: samlIssuer,
      },
    },
    truthOf(origin, 0, 'direct'),
  );
  const session = { role, sessionName: user, createdAt: at, origin, depth: 1 };
  const own = roleSession({ ...session, keyId, attribution: 'session' });
  const inConsole = roleSession({ ...session, keyId: `ASIA${random.text(16)}`, attribution: 'principal' });
  const click = recorder.call(inConsole, {
    ...callPlan(role.accountId, later(at, 90)),
    extra: { sessionCredentialFromConsole: 'true' },
  });
  const work = { menu: 'people' as const, calls: 2, at, region, ip: '203.0.113.203', agent };
  return [exchange, click, ...workThrough(recorder, own, work), ...signIn(recorder, own, later(at, 30))];
}

const samlIssuer = 'https://portal.sso.eu-central-1.amazonaws.com/saml/assertion/acme';

/** A session turned into a console sign-in, which has a key of its own. */
function signIn(recorder: Recorder, caller: Credential, at: Date): MadeEvent[] {
  const keyId = `ASIA${recorder.random.text(16)}`;
  const event = recorder.call(caller, {
    ...callPlan(caller.accountId, at),
    source: 'signin.amazonaws.com',
    name: 'GetSigninToken',
    response: { credentials: { accessKeyId: keyId }, GetSigninToken: 'Success' },
  });
  const signedIn: Credential = {
    ...caller,
    keyId,
    depth: caller.depth === null ? null : caller.depth + 1,
    attribution: attributionBehind(caller),
    createdAt: at,
    identity: (options) => {
      const identity = caller.identity(options);
      const attributes = { creationDate: instantText(at), mfaAuthenticated: 'false' };
      return { ...identity, accessKeyId: keyId, sessionContext: { ...(identity['sessionContext'] ?? {}), attributes } };
    },
  };
  const click = recorder.call(signedIn, {
    ...callPlan(caller.accountId, later(at, 20)),
    extra: { sessionCredentialFromConsole: 'true' },
  });
  return [event, click];
}

/** A Cognito identity pool between GitHub and AWS: its sessions name the job's subject themselves. */
function runCognito(recorder: Recorder, roles: Roles, at: Date): MadeEvent[] {
  const { random } = recorder;
  const issuer = 'token.actions.githubusercontent.com';
  const subject = `repo:acme/data-${random.whole(1, 3)}:ref:refs/heads/main`;
  const provider = `arn:aws:iam::${roles.dataLoad.accountId}:oidc-provider/${issuer}`;
  const amr = JSON.stringify(['authenticated', issuer, `${provider}:OIDC:${subject}`]);
  const session = roleSession({
    role: roles.dataLoad,
    sessionName: 'CognitoIdentityCredentials',
    keyId: `ASIA${random.text(16)}`,
    createdAt: at,
    origin: { ...noOrigin, originKind: 'web_identity', originSubject: subject, originIssuer: issuer },
    depth: 1,
    attribution: 'direct',
  });
  const webIdFederationData = {
    federatedProvider: 'cognito-identity.amazonaws.com',
    attributes: { 'cognito-identity.amazonaws.com:amr': amr },
  };
  const credential: Credential = {
    ...session,
    identity: (options) => {
      const identity = session.identity(options);
      return { ...identity, sessionContext: { ...(identity['sessionContext'] ?? {}), webIdFederationData } };
    },
  };
  const place = { at: later(at, 5), region, ip: '203.0.113.44', agent };
  const behind = assumeRole(recorder, credential, { role: roles.reporting, sessionName: 'load' }, place);
  const work = { menu: 'data' as const, calls: 3, ...place };
  const chained = { ...behind.credential, attribution: 'chain' };
  return [...workThrough(recorder, credential, work), ...behind.events, ...workThrough(recorder, chained, work)];
}

/** An administrator's session that becomes the root user of another account for a moment. */
function runSourceIdentity(recorder: Recorder, roles: Roles, at: Date): MadeEvent[] {
  const { random } = recorder;
  const place = { at, region, ip: '192.0.2.77', agent };
  const first = exchangeWebIdentity(
    recorder,
    {
      issuer: 'gitlab.com',
      subject: 'project_path:acme/organisation:ref_type:branch:ref:main',
      audience: 'https://gitlab.com',
      role: roles.samlAdmin,
      sessionName: `GitLabRunner-77-${random.whole(1, 9999)}`,
    },
    place,
  );
  const keyId = `ASIA${random.text(16)}`;
  const target = accounts.sandbox;
  const exchange = recorder.call(first.credential, {
    ...callPlan(first.credential.accountId, later(at, 9)),
    source: 'sts.amazonaws.com',
    name: 'AssumeRoot',
    request: { targetPrincipal: target, durationSeconds: 900 },
    response: { credentials: { accessKeyId: keyId, sessionToken: 'IQoJ' } },
  });
  const root: Credential = {
    ...first.credential,
    keyId,
    accountId: target,
    depth: 2,
    attribution: 'chain',
    identity: () => ({
      type: 'Root',
      principalId: target,
      arn: `arn:aws:iam::${target}:root`,
      accountId: target,
      accessKeyId: keyId,
      sessionContext: {
        attributes: { creationDate: instantText(later(at, 9)), mfaAuthenticated: 'false' },
        assumedRoot: 'true',
      },
    }),
  };
  const work = { menu: 'people' as const, calls: 2, at: later(at, 12), region, ip: '192.0.2.77', agent };
  return [...first.events, exchange, ...workThrough(recorder, root, work)];
}

const callPlan = (accountId: string, at: Date) => ({
  at,
  accountId,
  region,
  source: 'ec2.amazonaws.com',
  name: 'DescribeInstances',
  readOnly: true,
  ip: '203.0.113.203',
  agent,
});

const exchangePlan = (name: string, role: Role, at: Date) => ({
  ...callPlan(role.accountId, at),
  source: 'sts.amazonaws.com',
  name,
});
