import { stringify } from 'csv-stringify/sync';
import { accounts, type Users } from './acme.ts';
import type { Delivery } from './deliver.ts';
import type { RawRecord } from './event.ts';

/** The columns of IAM's credential report. **source**: IAM user guide, getting credential reports (read 2026-11) */
const columns = [
  ...['user', 'arn', 'user_creation_time', 'password_enabled', 'password_last_used', 'password_last_changed'],
  ...['password_next_rotation', 'mfa_active'],
  ...[1, 2].flatMap((slot) =>
    ['active', 'last_rotated', 'last_used_date', 'last_used_region', 'last_used_service'].map(
      (name) => `access_key_${slot}_${name}`,
    ),
  ),
  ...[1, 2].flatMap((slot) => [`cert_${slot}_active`, `cert_${slot}_last_rotated`]),
];

const daysBefore = (at: Date, days: number): string =>
  `${new Date(at.getTime() - days * 86_400_000).toISOString().slice(0, 19)}+00:00`;

interface ListedUser {
  readonly accountId: string;
  readonly path: string;
  readonly name: string;
  readonly lastUsedAt: string | null;
  readonly service: string;
}

/** Users whose keys nobody has used for long, or ever: no trail shows them. */
const forgotten = (endAt: Date): ListedUser[] => [
  { accountId: accounts.tools, path: '/ci/', name: 'old-uploader', lastUsedAt: daysBefore(endAt, 200), service: 's3' },
  { accountId: accounts.sandbox, path: '/ci/', name: 'terraform-trial', lastUsedAt: null, service: 'N/A' },
];

/** What IAM would say of the organisation's users at the end of its story: a CSV for each account, by the account's id. */
export function credentialReports(
  { deliveries, users }: { readonly deliveries: readonly Delivery[]; readonly users: Users },
  endAt: Date,
): ReadonlyMap<string, string> {
  const lastUse = lastUseByKey(deliveries.flatMap(({ records }) => records));
  const used = Object.values(users).map((user) => ({
    ...user,
    lastUsedAt: lastUse.get(user.keyId)?.replace('Z', '+00:00') ?? null,
    service: 'sts',
  }));
  const listed = [...used, ...forgotten(endAt)];
  return new Map(
    [...new Set(listed.map(({ accountId }) => accountId))].map((accountId) => [
      accountId,
      stringify([
        columns,
        rowOf('<root_account>', `arn:aws:iam::${accountId}:root`, daysBefore(endAt, 2_000)),
        ...listed.filter((user) => user.accountId === accountId).map((user) => userRow(user, endAt)),
      ]),
    ]),
  );
}

function lastUseByKey(records: readonly RawRecord[]): ReadonlyMap<string, string> {
  const last = new Map<string, string>();
  for (const { eventTime, userIdentity } of records) {
    const keyId: unknown = (userIdentity as { readonly accessKeyId?: unknown } | undefined)?.accessKeyId;
    if (typeof keyId !== 'string' || typeof eventTime !== 'string') continue;
    if (eventTime > (last.get(keyId) ?? '')) last.set(keyId, eventTime);
  }
  return last;
}

const userRow = ({ accountId, path, name, lastUsedAt, service }: ListedUser, endAt: Date): string[] => {
  const key = [
    'true',
    daysBefore(endAt, 700),
    lastUsedAt ?? 'N/A',
    lastUsedAt === null ? 'N/A' : 'eu-central-1',
    service,
  ];
  return rowOf(name, `arn:aws:iam::${accountId}:user${path}${name}`, daysBefore(endAt, 900), key);
};

const noKey = ['false', 'N/A', 'N/A', 'N/A', 'N/A'];

const rowOf = (name: string, arn: string, createdAt: string, firstKey = noKey): string[] => [
  ...[name, arn, createdAt, 'false', 'N/A', 'N/A', 'N/A', 'false'],
  ...firstKey,
  ...noKey,
  ...['false', 'N/A', 'false', 'N/A'],
];
