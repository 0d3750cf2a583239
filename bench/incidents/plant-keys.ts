import { branchOf, deploys, githubIssuer, reads, type Stage, type User } from './stage.ts';

/** One thing that happens, and what has to be found of it: nothing where it only looks like one. */
export type Plant = (stage: Stage) => void;

/** A key is a CI key where the policy's pattern says so: users below the path /ci/. */
const keySeverity = (user: User): string => (user.key.principalArn?.includes(':user/ci/') === true ? 'high' : 'medium');

const expectKey = (stage: Stage, user: User): void =>
  stage.find('long_lived_key_activity', user.keyId, keySeverity(user));

const keyActivity: Plant = (stage) => {
  const user = stage.user();
  stage.act(user.key, stage.ago(stage.recorder.random.whole(1, 9)), stage.address(), reads, {
    ...deploys,
    error: 'AccessDenied',
  });
  expectKey(stage, user);
};

const retiredKey: Plant = (stage) => stage.act(stage.user().key, stage.ago(20), stage.address(), reads);

const shadowedSession: Plant = (stage) => {
  const user = stage.user();
  const role = stage.role();
  const repository = `acme/${stage.name()}`;
  for (const day of [6, 3]) {
    const ip = stage.address();
    const at = stage.ago(day);
    const session = stage.exchange({ role, subject: branchOf(repository), ip }, at);
    stage.act(session, new Date(at.getTime() + 5_000), ip, reads);
    stage.act(user.key, new Date(at.getTime() + 60_000), ip, reads, deploys);
  }
  expectKey(stage, user);
  stage.find('shadowed_session', `${user.keyId} ${githubIssuer} ${repository}`, 'medium');
};

/** Behind a shared exit, a legacy job and a federated one prove nothing by standing beside each other. */
const sharedExit: Plant = (stage) => {
  const user = stage.user();
  const ip = stage.address();
  const at = stage.ago(5);
  stage.exchange({ role: stage.role(), subject: branchOf(`acme/${stage.name()}`), ip }, at);
  stage.act(user.key, new Date(at.getTime() + 60_000), ip, reads);
  stage.act(user.key, stage.ago(3), ip, reads);
  expectKey(stage, user);
};

const createdKey = (stage: Stage, user: User, day: number) =>
  stage.admin(user.account, stage.ago(day), {
    source: 'iam.amazonaws.com',
    name: 'CreateAccessKey',
    readOnly: false,
    request: { userName: user.name },
    response: {
      accessKey: {
        accessKeyId: user.keyId,
        status: 'Active',
        userName: user.name,
        createDate: 'Nov 10, 2026 10:00:00 AM',
      },
    },
  });

const keyCreated: Plant = (stage) => {
  const user = stage.user();
  createdKey(stage, user, 5);
  stage.find('access_key_created', user.keyId, 'medium');
};

const keyCreatedAndDeleted: Plant = (stage) => {
  const user = stage.user();
  createdKey(stage, user, 5);
  stage.admin(user.account, stage.ago(4), {
    source: 'iam.amazonaws.com',
    name: 'DeleteAccessKey',
    readOnly: false,
    request: { userName: user.name, accessKeyId: user.keyId },
  });
};

const settledKey = (stage: Stage): User => {
  const user = stage.user();
  const ip = stage.address();
  for (const day of [32, 30, 27, 25, 22, 12, 4]) stage.act(user.key, stage.ago(day), ip, reads);
  expectKey(stage, user);
  return user;
};

const movedKey: Plant = (stage) => {
  const user = settledKey(stage);
  stage.act(user.key, stage.ago(2), '203.0.113.50', reads, { ...deploys, error: 'AccessDenied' });
  stage.find('key_used_from_new_place', `${user.keyId} network 203.0.*.*`, 'high');
};

/** Another address of the same network, and what a service does with the user's credentials, is no new place. */
const stayedKey: Plant = (stage) => {
  const user = settledKey(stage);
  stage.act(user.key, stage.ago(2), stage.address(), reads);
};

export const keyPlants: readonly Plant[] = [
  keyActivity,
  retiredKey,
  shadowedSession,
  sharedExit,
  keyCreated,
  keyCreatedAndDeleted,
  movedKey,
  stayedKey,
];
