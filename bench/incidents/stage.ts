import {
  type Credential,
  longLivedKey,
  noOrigin,
  type Role,
  roleArn,
  roleSession,
} from '../organisation/credential.ts';
import type { MadeEvent } from '../organisation/event.ts';
import { exchangeWebIdentity, refuseWebIdentity } from '../organisation/exchanges.ts';
import { createUuid } from '../organisation/random.ts';
import { type Recorder, truthOf } from '../organisation/recorder.ts';

export const githubIssuer = 'token.actions.githubusercontent.com';
export const accounts = ['111122223333', '222233334444', '333344445555'] as const;
export const homeRegion = 'eu-central-1';
const dayMillis = 86_400_000;

/** A finding that has to be open in the end. */
export interface ExpectedFinding {
  readonly rule: string;
  readonly key: string;
  readonly severity: string;
}

/** What a call does. */
export interface Act {
  readonly source: string;
  readonly name: string;
  readonly readOnly: boolean;
  readonly request?: unknown;
  readonly response?: unknown;
  readonly error?: string;
}

export const reads: Act = { source: 'ec2.amazonaws.com', name: 'DescribeInstances', readOnly: true };
export const deploys: Act = {
  source: 'cloudformation.amazonaws.com',
  name: 'UpdateStack',
  readOnly: false,
  request: { stackName: 'shop' },
};

/** A job: who it is, which role it asks for, and from where. */
export interface Job {
  readonly role: Role;
  readonly subject: string;
  readonly issuer?: string;
  readonly audience?: string;
  readonly ip: string;
  readonly durationSeconds?: number;
  /** The exchange happens, but the trail never delivers it. */
  readonly isMissing?: boolean;
  /** It is delivered four days later. */
  readonly isLate?: boolean;
}

/** The organisation while it is being made: what happens is recorded, and what ought to be found is noted beside it. */
export interface Stage {
  readonly recorder: Recorder;
  readonly endAt: Date;
  readonly events: MadeEvent[];
  readonly expected: ExpectedFinding[];
  readonly policy: { readonly expected: object[]; readonly principals: object[]; readonly exemptions: object[] };
  /** Days before the end, at a random time of that day's working hours or at the hour given. */
  ago(days: number, hour?: number): Date;
  role(account?: string): Role;
  user(): User;
  /** A name that nobody else has. */
  name(): string;
  /** An address that nobody else has, all of one network. */
  address(): string;
  find(rule: string, key: string, severity: string): void;
  act(credential: Credential, at: Date, ip: string, ...acts: readonly Act[]): void;
  exchange(job: Job, at: Date): Credential;
  refuse(job: Job, at: Date): void;
  /** A person with a permission set, whose exchange happened long before. */
  admin(account: string, at: Date, ...acts: readonly Act[]): MadeEvent[];
}

/** An IAM user with one key. */
export interface User {
  readonly account: string;
  readonly name: string;
  readonly keyId: string;
  readonly key: Credential;
}

/** A client that also says what it should not: text of a user agent has to stay text, and says nothing new of the tool. */
const agent = "aws-cli/2.31.0 md/awscrt#0.27 os/linux#6.8 exec-env/EC2 <!channel> `x` \u202e'; drop table calls; --";

/** An empty stage. */
export function createStage(recorder: Recorder, endAt: Date): Stage {
  const { random } = recorder;
  const events: MadeEvent[] = [];
  const expected: ExpectedFinding[] = [];
  let addresses = 0;
  const place = (at: Date, ip: string) => ({ at, region: homeRegion, ip, agent });
  const identity = ({ issuer, audience, durationSeconds, role, subject }: Job) => ({
    issuer: issuer ?? githubIssuer,
    subject,
    audience: audience ?? 'sts.amazonaws.com',
    role,
    sessionName: 'GitHubActions',
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
  });
  const stage: Stage = {
    recorder,
    endAt,
    events,
    expected,
    policy: {
      expected: [],
      principals: [{ principal: 'arn:aws:iam::*:user/ci/*', use: 'ci', owner: 'platform' }],
      exemptions: [],
    },
    ago: (days, hour = random.whole(8, 17)) =>
      new Date(
        Math.floor(endAt.getTime() / dayMillis - days) * dayMillis + hour * 3_600_000 + random.whole(0, 1_700) * 1_000,
      ),
    role: (account = random.pick(accounts)) => ({
      accountId: account,
      name: `role-${stage.name()}`,
      path: random.pick(['/', '/ci/']),
      id: `AROA${random.text(17)}`,
    }),
    user: () => {
      const user = {
        accountId: random.pick(accounts),
        name: `user-${stage.name()}`,
        path: random.pick(['/', '/ci/']),
        id: `AIDA${random.text(17)}`,
        keyId: `AKIA${random.text(16)}`,
      };
      return { account: user.accountId, name: user.name, keyId: user.keyId, key: longLivedKey(user) };
    },
    name: () => random.text(8, 'abcdefghijklmnopqrstuvwxyz0123456789'),
    address: () => {
      addresses += 1;
      return `198.18.${addresses >> 8}.${addresses & 255}`;
    },
    find: (rule, key, severity) => {
      expected.push({ rule, key, severity });
    },
    act: (credential, at, ip, ...acts) => {
      for (const [index, { error, ...act }] of acts.entries()) {
        const later = new Date(at.getTime() + index * 1_000);
        const refused = error === undefined ? {} : { error: { code: error, message: 'Not allowed' } };
        events.push(
          recorder.call(credential, { ...act, ...refused, ...place(later, ip), accountId: credential.accountId }),
        );
      }
    },
    exchange: (job, at) => {
      const made = exchangeWebIdentity(recorder, identity(job), {
        ...place(at, job.ip),
        isMissing: job.isMissing === true,
        isLate: job.isLate === true,
      });
      events.push(...made.events);
      return made.credential;
    },
    refuse: (job, at) => {
      events.push(refuseWebIdentity(recorder, identity(job), place(at, job.ip)));
    },
    admin: (account, at, ...acts) => {
      const role: Role = {
        accountId: account,
        name: 'AWSReservedSSO_Admin_0a1b2c3d4e5f6a7b',
        path: `/aws-reserved/sso.amazonaws.com/${homeRegion}/`,
        id: 'AROAADMINEXAMPLE00001',
      };
      const session = roleSession({
        role,
        sessionName: 'sam@acme.example.com',
        keyId: `ASIA${random.text(16)}`,
        createdAt: new Date(at.getTime() - 600_000),
        origin: { ...noOrigin, originKind: 'identity_center' },
        depth: null,
        attribution: 'context',
      });
      const from = events.length;
      stage.act(session, at, '203.0.113.7', ...acts);
      return events.slice(from);
    },
  };
  return stage;
}

/** A root user's event. */
export const actAsRoot = (stage: Stage, account: string, at: Date): void => {
  stage.events.push(
    stage.recorder.record(
      { type: 'Root', principalId: account, arn: `arn:aws:iam::${account}:root`, accountId: account, accessKeyId: '' },
      {
        at,
        accountId: account,
        region: 'us-east-1',
        source: 'signin.amazonaws.com',
        name: 'ConsoleLogin',
        readOnly: false,
        ip: '203.0.113.9',
        agent: 'Mozilla/5.0',
        response: { ConsoleLogin: 'Success' },
        extra: { eventType: 'AwsConsoleSignIn' },
      },
      truthOf({ ...noOrigin, originKind: 'root_user' }, 0, 'direct'),
    ),
  );
};

/** What AWS does by itself, so that a place delivers every day. */
export const beat = (stage: Stage, account: string, region: string, at: Date): void => {
  stage.events.push(
    stage.recorder.record(
      { type: 'AWSService', invokedBy: 'config.amazonaws.com' },
      {
        at,
        accountId: account,
        region,
        source: 'config.amazonaws.com',
        name: 'PutEvaluations',
        readOnly: true,
        ip: 'config.amazonaws.com',
        agent: 'config.amazonaws.com',
        sharedEventId: createUuid(stage.recorder.random),
      },
      truthOf({ ...noOrigin, originKind: 'aws_service' }, 0, 'direct'),
    ),
  );
};

/** The subject of a branch of a repository. */
export const branchOf = (repository: string, branch = 'main'): string => `repo:${repository}:ref:refs/heads/${branch}`;

export { roleArn };
