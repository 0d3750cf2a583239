import { accounts, createRoles, createUsers } from '../organisation/acme.ts';
import { longLivedKey } from '../organisation/credential.ts';
import { type Delivery, deliver } from '../organisation/deliver.ts';
import type { MadeEvent } from '../organisation/event.ts';
import { assumeRole, exchangeWebIdentity } from '../organisation/exchanges.ts';
import { createRandom } from '../organisation/random.ts';
import { createRecorder } from '../organisation/recorder.ts';

/**
 * Deliveries with what the demo's organisation has none of, though questions ask for it: data events of S3, a call denied in
 * the words of IAM, and a role that a repository and a long-lived key both take.
 * **shape**: `seed` is that of the organisation, so that its roles and keys are the same.
 */
export function rareDeliveries(seed: number, endAt: Date): readonly Delivery[] {
  const named = createRandom(seed);
  const roles = createRoles(named);
  const users = createUsers(named);
  const random = createRandom(seed + 1);
  const recorder = createRecorder(random);
  const at = (minutes: number): Date => new Date(endAt.getTime() - 36 * 3_600_000 + minutes * 60_000);
  const place = (minutes: number, ip: string) => ({
    at: at(minutes),
    region: 'eu-central-1',
    ip,
    agent: 'aws-cli/2.31.0 os/linux',
  });
  const job = exchangeWebIdentity(
    recorder,
    {
      issuer: 'token.actions.githubusercontent.com',
      subject: 'repo:acme/exports:ref:refs/heads/main',
      audience: 'sts.amazonaws.com',
      role: roles.reporting,
      sessionName: 'GitHubActions',
    },
    place(0, '192.0.2.15'),
  );
  const script = assumeRole(
    recorder,
    longLivedKey(users.nightlyBackup),
    { role: roles.reporting, sessionName: 'nightly' },
    place(10, '203.0.113.7'),
  );
  const touch = (credential: typeof job.credential, minutes: number, name: string): MadeEvent =>
    recorder.call(credential, {
      ...place(minutes, credential === job.credential ? '192.0.2.15' : '203.0.113.7'),
      accountId: accounts.data,
      source: 's3.amazonaws.com',
      name,
      readOnly: name === 'GetObject',
      request: { bucketName: 'acme-exports', key: `daily/${minutes}.parquet` },
      resources: [
        {
          ARN: `arn:aws:s3:::acme-exports/daily/${minutes}.parquet`,
          accountId: accounts.data,
          type: 'AWS::S3::Object',
        },
      ],
      extra: { eventCategory: 'Data', managementEvent: false },
    });
  const denied = recorder.call(job.credential, {
    ...place(4, '192.0.2.15'),
    accountId: accounts.data,
    source: 'glue.amazonaws.com',
    name: 'GetPartitions',
    readOnly: true,
    error: {
      code: 'AccessDenied',
      message:
        'User: arn:aws:sts::555566667777:assumed-role/reporting-export/GitHubActions is not authorized to perform: glue:GetPartitions because no identity-based policy allows the glue:GetPartitions action',
    },
  });
  const events = [
    ...job.events,
    denied,
    touch(job.credential, 1, 'PutObject'),
    touch(job.credential, 2, 'PutObject'),
    touch(job.credential, 3, 'GetObject'),
    ...script.events,
    touch(script.credential, 11, 'GetObject'),
    touch(script.credential, 12, 'GetObject'),
  ];
  return deliver(events, { random, hoursPerDelivery: 8, duplicateShare: 0 });
}
