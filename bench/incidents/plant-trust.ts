import type { Role } from '../organisation/credential.ts';
import type { Plant } from './plant-keys.ts';
import { type Act, accounts, actAsRoot, beat, branchOf, githubIssuer, homeRegion, reads, type Stage } from './stage.ts';

const providerOf = (account: string): string => `arn:aws:iam::${account}:oidc-provider/${githubIssuer}`;
const sub = `${githubIssuer}:sub`;
const audience = { [`${githubIssuer}:aud`]: 'sts.amazonaws.com' };

const trustPolicy = (account: string, condition: unknown): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      {
        Effect: 'Allow',
        Principal: { Federated: providerOf(account) },
        Action: 'sts:AssumeRoleWithWebIdentity',
        ...(condition === null ? {} : { Condition: condition }),
      },
    ],
  });

const writeTrust = (stage: Stage, role: Role, day: number, condition: unknown): void => {
  const policyDocument = trustPolicy(role.accountId, condition);
  stage.admin(role.accountId, stage.ago(day), {
    source: 'iam.amazonaws.com',
    name: 'UpdateAssumeRolePolicy',
    readOnly: false,
    request: { roleName: role.name, policyDocument },
  });
};

/** Conditions with what they are worth. */
const weakConditions: readonly (readonly [unknown, string])[] = [
  [null, 'high'],
  [{ StringEquals: audience }, 'high'],
  [{ StringEquals: audience, StringLike: { [sub]: 'repo:acme*' } }, 'high'],
  [{ StringEquals: audience, StringLike: { [sub]: ['repo:acme/shop:*', '*'] } }, 'high'],
  [{ StringEquals: audience, 'ForAllValues:StringLike': { [sub]: 'repo:acme/shop:*' } }, 'medium'],
  [{ StringEquals: audience, StringLikeIfExists: { [sub]: 'repo:acme/shop:*' } }, 'medium'],
  [{ StringLike: { [sub]: 'repo:acme/shop:*' } }, 'low'],
];
const soundCondition = {
  StringEquals: audience,
  StringLike: { [sub]: ['repo:acme/shop:*', 'repo:acme@4711/shop@42:*'] },
};

const broadTrust: Plant = (stage) => {
  const role = stage.role();
  const [condition, severity] = stage.recorder.random.pick(weakConditions);
  writeTrust(stage, role, stage.recorder.random.whole(1, 40), condition);
  stage.find('broad_trust_policy', `${role.accountId} ${role.name}`, severity);
};

const mendedTrust: Plant = (stage) => {
  const role = stage.role();
  writeTrust(stage, role, 9, stage.recorder.random.pick(weakConditions)[0]);
  writeTrust(stage, role, 8, soundCondition);
};

const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';
const everything = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
});

const grants: readonly ((role: Role) => Act)[] = [
  ({ name }) => ({
    source: 'iam.amazonaws.com',
    name: 'AttachRolePolicy',
    readOnly: false,
    request: { roleName: name, policyArn: administrator },
  }),
  ({ name }) => ({
    source: 'iam.amazonaws.com',
    name: 'PutRolePolicy',
    readOnly: false,
    request: { roleName: name, policyName: 'all', policyDocument: everything },
  }),
];

const federatedAdmin: Plant = (stage) => {
  const role = stage.role();
  // It is federated because somebody took it, or because its trust policy says so.
  if (stage.recorder.random.chance(0.5)) writeTrust(stage, role, 20, soundCondition);
  else {
    const ip = stage.address();
    const at = stage.ago(9);
    stage.act(
      stage.exchange({ role, subject: branchOf(`acme/${stage.name()}`), ip }, at),
      new Date(at.getTime() + 5_000),
      ip,
      reads,
    );
  }
  stage.admin(role.accountId, stage.ago(6), stage.recorder.random.pick(grants)(role));
  stage.find('admin_on_federated_role', `${role.accountId} ${role.name}`, 'high');
};

const humanAdmin: Plant = (stage) => {
  const role = stage.role();
  stage.admin(role.accountId, stage.ago(6), stage.recorder.random.pick(grants)(role));
};

const shortAdmin: Plant = (stage) => {
  const role = stage.role();
  writeTrust(stage, role, 20, soundCondition);
  const request = { roleName: role.name, policyArn: administrator };
  stage.admin(role.accountId, stage.ago(6), {
    source: 'iam.amazonaws.com',
    name: 'AttachRolePolicy',
    readOnly: false,
    request,
  });
  stage.admin(role.accountId, stage.ago(5), {
    source: 'iam.amazonaws.com',
    name: 'DetachRolePolicy',
    readOnly: false,
    request,
  });
};

const newProvider: Plant = (stage) => {
  const account = stage.recorder.random.pick(accounts);
  const issuer = `gitlab.${stage.name()}.example.com`;
  stage.admin(account, stage.ago(5), {
    source: 'iam.amazonaws.com',
    name: 'CreateOpenIDConnectProvider',
    readOnly: false,
    request: { url: `https://${issuer}`, clientIDList: ['sts.amazonaws.com'], thumbprintList: [] },
    response: { openIDConnectProviderArn: `arn:aws:iam::${account}:oidc-provider/${issuer}` },
  });
  stage.find('identity_provider_changed', `${account} ${issuer}`, 'high');
};

const refusedProvider: Plant = (stage) => {
  stage.admin(accounts[0], stage.ago(5), {
    source: 'iam.amazonaws.com',
    name: 'DeleteOpenIDConnectProvider',
    readOnly: false,
    error: 'AccessDenied',
  });
};

const rootSignIn: Plant = (stage) => {
  const account = stage.recorder.random.text(12, '123456789');
  actAsRoot(stage, account, stage.ago(5));
  stage.find('root_activity', account, 'high');
};

const oldRootSignIn: Plant = (stage) => actAsRoot(stage, stage.recorder.random.text(12, '123456789'), stage.ago(25));

const stoppedTrail: Plant = (stage) => {
  const account = stage.recorder.random.pick(accounts);
  const trail = `trail-${stage.name()}`;
  const name = `arn:aws:cloudtrail:${homeRegion}:${account}:trail/${trail}`;
  stage.admin(account, stage.ago(5), {
    source: 'cloudtrail.amazonaws.com',
    name: 'StopLogging',
    readOnly: false,
    request: { name },
  });
  stage.find('trail_tampered', `${account} ${trail}`, 'high');
};

const newTrail: Plant = (stage) => {
  const request = { name: `trail-${stage.name()}`, s3BucketName: 'acme-example-logs' };
  stage.admin(accounts[1], stage.ago(5), {
    source: 'cloudtrail.amazonaws.com',
    name: 'CreateTrail',
    readOnly: false,
    request,
  });
};

const silence: Plant = (stage) => {
  const region = `eu-north-${1 + stage.expected.filter((one) => one.rule === 'silent_delivery').length}`;
  for (let day = 30; day >= 5; day -= 1) beat(stage, accounts[2], region, stage.ago(day, 12));
  stage.find('silent_delivery', `${accounts[2]} ${region}`, 'medium');
};

/** A region that is used now and then. */
const rareRegion: Plant = (stage) => {
  for (const day of [36, 28, 21, 13, 6])
    beat(stage, accounts[1], `ap-northeast-${stage.recorder.random.whole(1, 3)}`, stage.ago(day, 12));
};

const exempt = (stage: Stage, actor: string, untilDaysAgo: number): string => {
  const until = stage.ago(untilDaysAgo).toISOString().slice(0, 10);
  const reason = `agreed ${stage.name()}`;
  stage.policy.exemptions.push({
    rule: 'long_lived_key_activity',
    match: { actor },
    reason,
    owner: 'operations',
    until,
  });
  return reason;
};

const lapsedExemption: Plant = (stage) => {
  const user = stage.user();
  stage.act(user.key, stage.ago(4), stage.address(), reads);
  stage.find(
    'long_lived_key_activity',
    user.keyId,
    user.key.principalArn?.includes(':user/ci/') === true ? 'high' : 'medium',
  );
  stage.find('exemption_lapsed', exempt(stage, user.key.principalArn ?? '', 3), 'medium');
};

const validExemption: Plant = (stage) => {
  const user = stage.user();
  stage.act(user.key, stage.ago(4), stage.address(), reads);
  exempt(stage, user.key.principalArn ?? '', -30);
};

const idleExemption: Plant = (stage) => {
  stage.find('exemption_lapsed', exempt(stage, `arn:aws:iam::${accounts[0]}:user/${stage.name()}`, -30), 'low');
};

export const trustPlants: readonly Plant[] = [
  ...[
    broadTrust,
    mendedTrust,
    federatedAdmin,
    humanAdmin,
    shortAdmin,
    newProvider,
    refusedProvider,
    rootSignIn,
    oldRootSignIn,
  ],
  ...[stoppedTrail, newTrail, silence, rareRegion, lapsedExemption, validExemption, idleExemption],
];
