import type { Roles, Users } from './acme.ts';
import { longLivedKey } from './credential.ts';
import type { MadeEvent } from './event.ts';
import { assumeRole, getFederationToken, getSessionToken } from './exchanges.ts';
import { type Menu, workThrough } from './menus.ts';
import type { Recorder } from './recorder.ts';

/** One user of a long-lived key. `runs` says how often a day it works in a week of the story, counted from 0. */
export interface LegacyJob {
  readonly name: string;
  readonly runs: (week: number, weeks: number) => number;
  readonly run: (recorder: Recorder, at: Date) => MadeEvent[];
}

const jenkinsAgent = 'aws-cli/2.13.0 Python/3.11.4 Linux/5.15.0 source/x86_64 prompt/off command/cloudformation.deploy';
const terraformAgent =
  'APN/1.0 HashiCorp/1.0 Terraform/1.5.7 (+https://www.terraform.io) terraform-provider-aws/5.31.0 aws-sdk-go/1.49';
const laptopAgent =
  'aws-cli/2.31.0 md/awscrt#0.28.0 ua/2.1 os/macos#25.0 md/arch#arm64 lang/python#3.13 md/command#ec2.describe-instances';

/** Every long-lived key of the story: migrated, half migrated, hidden behind a role, fallen back, and a person's. */
export function createLegacyJobs(users: Users, roles: Roles): LegacyJob[] {
  const direct =
    (user: Users[keyof Users], work: { menu: Menu; calls: number; ip: string; agent: string; region?: string }) =>
    (recorder: Recorder, at: Date) =>
      workThrough(recorder, longLivedKey(user), { region: 'eu-central-1', at, ...work });
  return [
    {
      name: 'jenkins-deploy: moves to OIDC over seven weeks',
      runs: (week) => Math.max(0, 14 - 2 * week),
      run: direct(users.jenkinsDeploy, { menu: 'deploy', calls: 12, ip: '203.0.113.5', agent: jenkinsAgent }),
    },
    {
      name: 'terraform-legacy: only assumes a role, so that everything behind it looks like that role',
      runs: () => 3,
      run: (recorder, at) => {
        const place = { at, region: 'eu-central-1', ip: '203.0.113.6', agent: terraformAgent };
        const target = { role: roles.legacyDeploy, sessionName: 'terraform' };
        const { events, credential } = assumeRole(recorder, longLivedKey(users.terraformLegacy), target, place);
        return [...events, ...workThrough(recorder, credential, { menu: 'terraform', calls: 12, ...place })];
      },
    },
    {
      name: 'nightly-backup: asks for a session token first',
      runs: () => 1,
      run: (recorder, at) => {
        const place = {
          at,
          region: 'eu-west-1',
          ip: '203.0.113.7',
          agent: 'Boto3/1.26.165 Python/3.10 Linux/5.10 Botocore/1.29.165',
        };
        const { events, credential } = getSessionToken(recorder, longLivedKey(users.nightlyBackup), place);
        return [...events, ...workThrough(recorder, credential, { menu: 'backup', calls: 7, ...place })];
      },
    },
    {
      name: 'artifact-sync: was retired, and came back',
      runs: (week, weeks) => (week < 4 || week >= weeks - 2 ? 2 : 0),
      run: direct(users.artifactSync, {
        menu: 'build',
        calls: 6,
        ip: '192.0.2.10',
        agent:
          'aws-cli/2.27.0 ua/2.1 os/linux#6.8 lang/python#3.12 exec-env/GitHubActions md/command#ecr.get-login-password',
      }),
    },
    {
      name: 'mail-relay: a service that cannot federate yet',
      runs: () => 3,
      run: direct(users.mailRelay, { menu: 'mail', calls: 4, ip: '203.0.113.8', agent: 'aws-sdk-php/3.337 os/Linux' }),
    },
    {
      name: 'support-portal: hands out federated users',
      runs: (_week, weeks) => (weeks > 0 ? 1 : 0),
      run: (recorder, at) => {
        const place = {
          at,
          region: 'eu-central-1',
          ip: '203.0.113.9',
          agent: 'aws-sdk-ruby3/3.220 ua/2.1 os/linux lang/ruby#3.3',
        };
        const { events, credential } = getFederationToken(
          recorder,
          longLivedKey(users.supportPortal),
          'support-viewer',
          place,
        );
        return [...events, ...workThrough(recorder, credential, { menu: 'people', calls: 3, ...place })];
      },
    },
    {
      name: 'jane.doe: a person with a key on a laptop',
      runs: () => 1,
      run: direct(users.jane, { menu: 'people', calls: 6, ip: '203.0.113.201', agent: laptopAgent }),
    },
  ];
}
