import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { readService, type Service } from '../template/read-service.ts';
import type { Account, Template } from '../template/resolve.ts';

/** The account that is made up for the rehearsal. */
export const account: Account = {
  accountId: '123456789012',
  region: 'eu-central-1',
  stackName: 'subtrail-rehearsal',
  parameters: {},
};

export const sourceBucket = 'acme-trail';
export const sourcePrefix = 'log-archive/acme';
export const slackParameter = '/subtrail/rehearsal/slack';

const packageSecondsMax = 180;

/**
 * Packages the service as `npm run deploy` would, with settings and a policy of its own, and reads what would be deployed.
 * **errors**: throws with what osls said.
 */
export function packageService(scratch: string, policy: object): Service {
  const settings = {
    version: 1,
    region: account.region,
    stage: 'rehearsal',
    trail: { buckets: [sourceBucket], prefix: sourcePrefix },
    notifications: { by: 's3' },
    slack: { secret: `ssm:${slackParameter}` },
    policy: 'subtrail.yaml',
    report_url: 'https://reports.example.com',
  };
  writeFileSync(join(scratch, 'subtrail.yaml'), stringify(policy));
  writeFileSync(join(scratch, 'subtrail.deploy.yaml'), stringify(settings));
  const folder = join(scratch, 'package');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['node_modules/osls/bin/serverless.js', 'package', '--package', folder],
    {
      env: {
        PATH: process.env['PATH'],
        HOME: scratch,
        SUBTRAIL_DEPLOY: join(scratch, 'subtrail.deploy.yaml'),
        SLS_NOTIFICATIONS_MODE: 'off',
      },
      encoding: 'utf8',
      timeout: packageSecondsMax * 1_000,
    },
  );
  if (status !== 0) throw new Error(`osls package ended with ${status}:\n${stdout}\n${stderr}`);
  const template = JSON.parse(
    readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8'),
  ) as Template;
  return readService(template, account, folder);
}
