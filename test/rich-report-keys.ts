import type { KeyState, ReportKey } from '../core/compliance/report-rows.ts';

const makers = [
  ['terraform-legacy', 'platform', 'GitHub Actions', 'Terraform/1.9.8 aws-sdk-go-v2/1.32'],
  ['shop-deploy', 'payments', 'GitLab', 'aws-cli/2.17.40 Python/3.11'],
  ['data-sync', null, 'Jenkins', 'Boto3/1.34.122'],
  ['mobile-release', 'mobile', null, 'aws-sdk-js/3.632.0'],
  ['atlantis', 'platform', 'Atlantis', 'Terraform/1.8.5'],
  ['j.doe', 'data', null, 'aws-cli/2.15.1'],
] as const;

function richKey(index: number, state: KeyState): ReportKey {
  const [user, owner, ciProduct, agent] = makers[index % makers.length] ?? makers[0];
  const weekCalls = state === 'in_use' ? Math.round(640 / (index + 1)) : 0;
  const through = index % 2 === 0;
  const day = state === 'in_use' ? '2026-11-22' : state === 'quiet' ? '2026-11-03' : '2026-09-28';
  return {
    keyId: `AKIAEXAMPLE${String(index).padStart(2, '0')}QRSTUVW`,
    principal: `arn:aws:iam::111122223333:user/ci/${user}`,
    use: user === 'j.doe' ? 'human' : index === 3 ? null : 'ci',
    owner,
    state,
    directCalls: through ? 212 - 9 * index : 4120 - 260 * index,
    sessionCalls: through ? 8920 - 610 * index : 0,
    weekCalls,
    roles: through ? 'arn:aws:iam::123456789012:role/legacy-deploy, arn:aws:iam::111122223333:role/terraform' : '',
    services: through ? 'dynamodb, ec2, iam, s3, sts' : 's3, cloudfront',
    actions: through
      ? 'ec2:DescribeInstances, iam:PassRole, s3:PutObject, sts:AssumeRole'
      : 's3:ListBucket, s3:PutObject',
    addresses: '192.0.2.14, 192.0.2.15, 198.51.100.7',
    agent,
    ciProduct,
    counterpart:
      index % 3 === 0
        ? { roleArn: 'arn:aws:iam::123456789012:role/gha-deploy', repository: 'acme/infrastructure', overlap: 0.86 }
        : null,
    inventoryUsedAt: state === 'ready' ? '2026-09-28T04:00:00Z' : null,
    firstEventAt: '2026-05-26T08:12:00Z',
    lastEventAt: `${day}T15:14:09Z`,
  };
}

/** Six keys in use, four that are quiet and three that are ready to be deleted. */
export const richKeys = (): ReportKey[] => [
  ...Array.from({ length: 6 }, (_, index) => richKey(index, 'in_use')),
  ...Array.from({ length: 4 }, (_, index) => richKey(index + 6, 'quiet')),
  ...Array.from({ length: 3 }, (_, index) => richKey(index + 10, 'ready')),
];
