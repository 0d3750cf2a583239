import type { Plant } from './plant-keys.ts';
import { type Act, branchOf, deploys, githubIssuer, type Job, reads, roleArn, type Stage } from './stage.ts';

const expectRepository = (stage: Stage, job: Job, repository: string, rest: object = {}): void => {
  stage.policy.expected.push({ role: job.role.name, repository, ...rest });
};
const jobOf = (stage: Stage, subject: string, rest: Partial<Job> = {}): Job => ({
  role: stage.role(),
  subject,
  ip: stage.address(),
  ...rest,
});
const run = (stage: Stage, job: Job, at: Date, ...acts: readonly Act[]): void =>
  stage.act(stage.exchange(job, at), new Date(at.getTime() + 10_000), job.ip, ...acts);

const stranger: Plant = (stage) => {
  const subject = branchOf(`acme-evil/${stage.name()}`);
  const job = jobOf(stage, subject);
  expectRepository(stage, job, 'acme/*');
  run(stage, job, stage.ago(4), reads);
  stage.find('unexpected_subject', `${roleArn(job.role)} ${githubIssuer} ${subject}`, 'high');
};

const refusedStranger: Plant = (stage) => {
  const subject = branchOf(`acme-evil/${stage.name()}`);
  const job = jobOf(stage, subject);
  expectRepository(stage, job, 'acme/*');
  stage.refuse(job, stage.ago(4));
  stage.find('unexpected_subject', `${roleArn(job.role)} ${githubIssuer} ${subject}`, 'medium');
};

/** The immutable form of a repository that is expected is the same repository. */
const renamedSubject: Plant = (stage) => {
  const job = jobOf(stage, `repo:acme@4711/shop@42:ref:refs/heads/main`);
  expectRepository(stage, job, 'acme/shop');
  run(stage, job, stage.ago(4), reads);
};

const newcomer: Plant = (stage) => {
  const job = jobOf(stage, branchOf(`acme/${stage.name()}`));
  for (const day of [40, 33, 26, 19, 12, 5]) run(stage, job, stage.ago(day), reads);
  const repository = `acme/${stage.name()}`;
  run(stage, { ...job, subject: branchOf(repository), ip: stage.address() }, stage.ago(3), reads);
  stage.find('new_subject', `${roleArn(job.role)} ${githubIssuer} ${repository}`, 'medium');
};

/** A role that is new itself has no usual subjects. */
const newRole: Plant = (stage) => {
  const job = jobOf(stage, branchOf(`acme/${stage.name()}`));
  run(stage, job, stage.ago(9), reads);
  run(stage, { ...job, subject: branchOf(`acme/${stage.name()}`) }, stage.ago(3), reads);
};

const refused: Plant = (stage) => {
  const subject = branchOf(`acme/${stage.name()}`);
  const job = jobOf(stage, subject);
  for (const day of [5, 4]) stage.refuse(job, stage.ago(day));
  stage.find('refused_subject', `${roleArn(job.role)} ${githubIssuer} ${subject}`, 'low');
};

const expectedButRefused: Plant = (stage) => {
  const repository = `acme/${stage.name()}`;
  const job = jobOf(stage, branchOf(repository));
  expectRepository(stage, job, repository);
  stage.refuse(job, stage.ago(5));
  stage.find('refused_subject', `${roleArn(job.role)} ${githubIssuer} ${job.subject}`, 'medium');
};

const refusedThenMended: Plant = (stage) => {
  const job = jobOf(stage, branchOf(`acme/${stage.name()}`));
  stage.refuse(job, stage.ago(5));
  run(stage, job, stage.ago(4), reads);
};

const pullRequest: Plant = (stage) => {
  const repository = `acme/${stage.name()}`;
  const job = jobOf(stage, `repo:${repository}:pull_request`);
  expectRepository(stage, job, repository);
  const isShared = stage.recorder.random.chance(0.5);
  if (isShared) run(stage, { ...job, subject: branchOf(repository) }, stage.ago(5), reads, deploys);
  run(stage, job, stage.ago(4), reads, deploys);
  stage.find(
    'pull_request_writes',
    `${roleArn(job.role)} ${githubIssuer} ${repository} pull_request`,
    isShared ? 'high' : 'medium',
  );
};

const topicBranch: Plant = (stage) => {
  const repository = `acme/${stage.name()}`;
  const job = jobOf(stage, branchOf(repository, 'topic'));
  run(stage, { ...job, subject: branchOf(repository) }, stage.ago(5), deploys);
  run(stage, job, stage.ago(4), deploys);
  stage.find('pull_request_writes', `${roleArn(job.role)} ${githubIssuer} ${repository} branch`, 'low');
};

/** A plan only reads, is refused, or asks STS who it is. */
const pullRequestPlan: Plant = (stage) => {
  const job = jobOf(stage, `repo:acme/${stage.name()}:pull_request`);
  const asks: Act = { source: 'sts.amazonaws.com', name: 'GetCallerIdentity', readOnly: true };
  run(stage, job, stage.ago(4), reads, asks, { ...deploys, error: 'AccessDenied' });
};

const preview: Plant = (stage) => {
  const repository = `acme/${stage.name()}`;
  const job = jobOf(stage, `repo:${repository}:pull_request`);
  expectRepository(stage, job, repository, { ref_kind: 'pull_request' });
  run(stage, job, stage.ago(4), deploys);
};

const stolen: Plant = (stage) => {
  const repository = `acme/${stage.name()}`;
  const job = jobOf(stage, branchOf(repository));
  const at = stage.ago(4);
  const session = stage.exchange(job, at);
  stage.act(session, new Date(at.getTime() + 10_000), job.ip, reads);
  stage.act(session, new Date(at.getTime() + 900_000), '203.0.113.99', reads, deploys);
  stage.find('session_used_elsewhere', `${roleArn(job.role)} ${githubIssuer} ${repository}`, 'high');
};

/** Runners with two exits: the second one is known from other exchanges of the same repository. */
const twoExits: Plant = (stage) => {
  const job = jobOf(stage, branchOf(`acme/${stage.name()}`));
  run(stage, { ...job, ip: '198.51.100.8' }, stage.ago(8), reads);
  const at = stage.ago(4);
  const session = stage.exchange(job, at);
  stage.act(session, new Date(at.getTime() + 10_000), '198.51.100.9', reads);
  stage.act(session, new Date(at.getTime() + 20_000), '10.0.0.7', reads);
};

const longSession: Plant = (stage) => {
  const job = jobOf(stage, branchOf(`acme/${stage.name()}`), {
    durationSeconds: stage.recorder.random.pick([3601, 7200, 43_200]),
  });
  run(stage, job, stage.ago(4), reads);
  stage.find('long_session', `${roleArn(job.role)} ${githubIssuer} ${job.subject}`, 'low');
};

const pushes: Act = {
  source: 'ecr.amazonaws.com',
  name: 'PutImage',
  readOnly: false,
  request: { repositoryName: 'shop' },
};

const buildAndDeploy: Plant = (stage) => {
  const repository = `acme/${stage.name()}`;
  const job = jobOf(stage, branchOf(repository));
  run(stage, job, stage.ago(4), pushes, deploys);
  stage.find('build_and_deploy_together', `${roleArn(job.role)} ${githubIssuer} ${repository}`, 'low');
};

const buildThenDeploy: Plant = (stage) => {
  const job = jobOf(stage, branchOf(`acme/${stage.name()}`));
  run(stage, job, stage.ago(4), pushes);
  run(stage, job, stage.ago(3), { ...pushes, name: 'BatchGetImage', readOnly: true }, deploys);
};

const lostExchange: Plant = (stage) => {
  const job = jobOf(stage, branchOf(`acme/${stage.name()}`), { isMissing: true });
  run(stage, job, stage.ago(4), reads, deploys);
  stage.find('unattributed_federation', `${job.role.accountId} ${roleArn(job.role)}`, 'medium');
};

export const subjectPlants: readonly Plant[] = [
  ...[stranger, refusedStranger, renamedSubject, newcomer, newRole, refused, expectedButRefused, refusedThenMended],
  ...[
    pullRequest,
    topicBranch,
    pullRequestPlan,
    preview,
    stolen,
    twoExits,
    longSession,
    buildAndDeploy,
    buildThenDeploy,
  ],
  lostExchange,
];
