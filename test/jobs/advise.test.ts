import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDuckDbQueryEngine } from '../../adapters/duckdb/query-engine.ts';
import { createSqlLibrary } from '../../adapters/files/sql-library.ts';
import { parseSubject } from '../../core/origin/subject.ts';
import type { AdviceSource } from '../../jobs/advise-inputs.ts';
import { adviseMigration } from '../../jobs/advise-migration.ts';
import { advisePermissions } from '../../jobs/advise-permissions.ts';
import { adviseTrust } from '../../jobs/advise-trust.ts';
import { renderMigrationText } from '../../render/advice/migration-text.ts';
import { renderPermissionsText } from '../../render/advice/permissions-text.ts';
import { renderTrustTerraform } from '../../render/advice/terraform-blocks.ts';
import { renderTrustText } from '../../render/advice/trust-text.ts';
import { openCaseDatabase } from '../sql/run-case.ts';

const github = 'token.actions.githubusercontent.com';
const deploy = 'arn:aws:iam::123456789012:role/ci/deploy';
const hostile = `repo:acme/\u001b[31m\${file("x")}%{if}\u202e"';$(id):ref:refs/heads/*`;

let connection: DuckDBConnection;
let source: AdviceSource;

async function insert(table: string, row: Readonly<Record<string, string | number | null>>): Promise<void> {
  const names = Object.keys(row);
  const statement = await connection.prepare(
    `insert into ${table} (${names.join(', ')}) values (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
  );
  statement.bind(Object.values(row));
  await statement.run();
}

let count = 0;
const when = (day: string) => ({ event_time: `${day} 10:00:00`, event_date: day });

async function exchange(subject: string, more: Readonly<Record<string, string | null>> = {}): Promise<void> {
  count += 1;
  const { stable_subject, ci_platform, ci_repository, ci_ref_kind, ci_ref } = parseSubject({
    issuer: github,
    subject,
    audience: null,
    families: new Map(),
  });
  await insert('sessions', {
    session_id: `s${count}`,
    event_id: `s${count}`,
    ...when('2026-11-05'),
    exchange_kind: 'web_identity',
    role_arn: deploy,
    issuer: github,
    audience: 'sts.amazonaws.com',
    subject,
    stable_subject,
    ci_platform,
    ci_repository,
    ci_ref_kind,
    ci_ref,
    source_ip_address: '192.0.2.1',
    ...more,
  });
}

async function call(eventName: string, more: Readonly<Record<string, string | number | null>> = {}): Promise<void> {
  count += 1;
  await insert('calls', {
    event_id: `c${count}`,
    ...when('2026-11-06'),
    event_source: 'cloudformation.amazonaws.com',
    event_name: eventName,
    event_type: 'AwsApiCall',
    event_category: 'Management',
    aws_region: 'eu-central-1',
    recipient_account_id: '123456789012',
    role_arn: deploy,
    origin_kind: 'web_identity',
    chain_depth: 1,
    ci_repository: 'acme/shop',
    ...more,
  });
}

const change = (kind: string, more: Readonly<Record<string, string>>) => {
  count += 1;
  return insert('iam_changes', {
    event_id: `i${count}`,
    ...when('2026-11-02'),
    change: kind,
    role_name: 'deploy',
    recipient_account_id: '123456789012',
    principal_arn: 'arn:aws:iam::123456789012:user/sam',
    ...more,
  });
};
const trust = (subject: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${github}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringLike: { [`${github}:sub`]: subject } },
      },
    ],
  });

const ofKey = { origin_kind: 'access_key', origin_key_id: 'AKIAEXAMPLE1', chain_depth: 0, role_arn: null };
const ofUser = { ...ofKey, origin_principal: 'arn:aws:iam::123456789012:user/ci/old' };

beforeAll(async () => {
  connection = await openCaseDatabase();
  source = {
    engine: createDuckDbQueryEngine(connection),
    sql: createSqlLibrary('sql'),
    lakeStartsAt: new Date('2026-10-01T00:00:00Z'),
    windowStartAt: new Date('2026-11-01T00:00:00Z'),
    windowEndAt: new Date('2026-12-01T00:00:00Z'),
  };
  for (const subject of ['repo:acme/shop:ref:refs/heads/main', 'repo:acme/shop:environment:prod', hostile])
    await exchange(subject);
  await exchange('repo:acme-evil/shop:pull_request', { error_code: 'AccessDenied' });
  await exchange('repo:acme@7/shop@42:pull_request', { role_arn: 'arn:aws:iam::123456789012:role/other' });
  await exchange('', {
    subject: null,
    issuer: null,
    exchange_kind: 'assume_role',
    principal_arn: 'arn:aws:iam::123456789012:user/sam',
  });
  await exchange('repo:acme/far:pull_request', { ...when('2026-10-01'), role_arn: deploy });
  await insert('callers', { caller_id: 'x', role_arn: 'arn:aws:iam::210987654321:role/double' });
  await insert('callers', { caller_id: 'y', role_arn: 'arn:aws:iam::123456789012:role/double' });
  await change('create_role', { ...when('2026-10-01'), policy_document: trust('repo:*') });
  await change('update_trust_policy', { policy_document: trust('repo:acme/*') });
  await change('update_trust_policy', { ...when('2026-12-05'), policy_document: trust('repo:later/*') });
  await change('attach_role_policy', { policy_arn: 'arn:aws:iam::aws:policy/AdministratorAccess' });
  await change('attach_role_policy', { policy_arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' });
  await change('detach_role_policy', { ...when('2026-11-03'), policy_arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' });
  await call('UpdateStack', {
    request_parameters: '{"stackName":"shop","roleARN":"arn:aws:iam::123456789012:role/cfn"}',
  });
  await call('DescribeStacks');
  await call('DeleteStack', { error_code: 'AccessDenied' });
  await call('UpdateStack', {
    ...ofUser,
    request_parameters: '{"stackName":"shop"}',
    user_agent: 'aws-cli/2 exec-env/GitHubActions',
    source_ip_address: '192.0.2.1',
  });
  await call('DescribeStacks', { ...ofUser, ...when('2026-11-20'), user_agent: hostile });
  await call('PutObject', {
    ...ofKey,
    origin_key_id: 'AKIAEXAMPLE2',
    origin_principal: 'arn:aws:iam::123456789012:user/lone',
    event_source: 's3.amazonaws.com',
  });
  await insert('principals', { principal_like: '%:user/ci/%', use: 'ci', owner: 'platform', precedence: 1 });
});
afterAll(() => connection.closeSync());

const plain = { colours: false };
const onTrust = (role: string, more: Partial<Parameters<typeof adviseTrust>[1]> = {}) =>
  adviseTrust(source, { role, document: null, families: new Map(), anyTag: false, exceptions: [], ...more });

describe('adviseTrust()', () => {
  it('narrows the policy last written before the end of the window to those who came', async () => {
    const found = await onTrust('deploy');
    expect(found.role.arn).toBe(deploy);
    expect(found.observed.map(({ subject }) => subject).sort()).toEqual(
      ['repo:acme/shop:environment:prod', 'repo:acme/shop:ref:refs/heads/main', hostile].sort(),
    );
    expect(found.refused.map(({ subject }) => subject)).toEqual(['repo:acme-evil/shop:pull_request']);
    expect(found.otherWays).toEqual([
      { exchangeKind: 'assume_role', caller: 'arn:aws:iam::123456789012:user/sam', sessions: 1 },
    ]);
    expect(found.advice.broader.map(({ text }) => text)).toContain(
      'admits every subject like repo:acme/*; 3 were used',
    );
    expect(found.advice.kept).toEqual(['number 1']);
    expect(found.advice.shapes.filter(({ companionOf }) => companionOf !== null).map(({ value }) => value)).toEqual([
      'repo:acme@7/shop@42:environment:prod',
      'repo:acme@7/shop@42:ref:refs/heads/main',
    ]);
    const text = renderTrustText(found, plain);
    expect(text).toContain('repo:acme-evil/shop:pull_request');
    for (const written of [text, renderTrustTerraform(found)]) expect(written).not.toMatch(/[^ -~\n…]/);
    expect(renderTrustTerraform(found)).toContain(`$\${$}{file(\\"x\\")}%%{if}`);
  });

  it('reads a file instead, and leaves out whom the user does not want', async () => {
    const found = await onTrust(deploy, { document: trust('repo:acme/shop:*'), exceptions: ['repo:acme/\u001b*'] });
    expect(found.source.kind).toBe('file');
    expect(found.excepted).toHaveLength(1);
    expect(found.advice.refusedToday).toEqual([]);
    await expect(onTrust(deploy, { document: '{' })).rejects.toMatchObject({
      code: 'wrong_use',
      message: "Read today's trust policy: the file is none: it is not JSON",
    });
  });

  it.each([
    ['arn:aws:iam::123456789012:role/deploy', deploy], // a request names it without its path
    ['ci/deploy', deploy],
  ])('knows %s', async (asked, arn) => {
    expect((await onTrust(asked)).role.arn).toBe(arn);
  });

  it.each([
    [
      'deplyo',
      /knows no such role in these days; is one of these meant\?\n {2}arn:aws:iam::123456789012:role\/ci\/deploy$/,
    ],
    ['double', /several roles have that name, give the ARN of one:\n.*123456789012.*\n.*210987654321/],
    ['zzz', /knows no such role in these days$/],
    [
      'arn:aws:iam::210987654321:role/double',
      /nobody took it with a web identity from 2026-11-01 to 2026-11-30, so there/,
    ],
  ])('says of %s what is wrong', async (asked, message) => {
    await expect(onTrust(asked)).rejects.toMatchObject({ code: 'wrong_use', message: expect.stringMatching(message) });
  });

  it('makes nothing up where everybody who came is left out', async () => {
    await expect(onTrust('deploy', { exceptions: ['*'] })).rejects.toThrow(/3 times by those excepted/);
  });
});

describe('advisePermissions()', () => {
  it('allows what was done, and lists apart what was denied', async () => {
    const found = await advisePermissions(source, 'deploy');
    expect(found.advice.used.map(({ action, resources }) => [action, resources])).toEqual([
      ['cloudformation:DescribeStacks', null],
      ['cloudformation:UpdateStack', ['arn:aws:cloudformation:eu-central-1:123456789012:stack/shop/*']],
    ]);
    expect(found.advice.passedRoles).toEqual(['arn:aws:iam::123456789012:role/cfn']);
    expect(found.advice.denied).toEqual([{ action: 'cloudformation:DeleteStack', calls: 1, alsoWorked: false }]);
    expect(found.attached.map(({ name, isAdministrator }) => [name, isAdministrator])).toEqual([
      ['arn:aws:iam::aws:policy/AdministratorAccess', true],
    ]);
    const text = renderPermissionsText(found, plain);
    expect(text).toContain('cloudformation:DeleteStack, 1 time: not in the policy');
    expect(text).toContain('It can no longer: change who may do what');
  });

  it('makes nothing up for a role that did nothing', async () => {
    await expect(advisePermissions(source, 'other')).rejects.toMatchObject({
      code: 'wrong_use',
      message: expect.stringContaining('these days hold no call with it'),
    });
  });
});

describe('adviseMigration()', () => {
  it('finds the role that does the same, what runs the key, and how long it may be quiet', async () => {
    const advice = await adviseMigration(source, 'AKIAEXAMPLE1');
    expect(advice.role).toMatchObject({ roleArn: deploy, covered: 2, total: 2, takenBy: ['acme/shop'] });
    expect(advice.products[0]).toBe('github_actions');
    expect(advice.signals.map(({ points, strength }) => [points, strength])).toEqual([
      ['github_actions', 'strong'],
      ['github_actions', 'medium'],
    ]);
    expect(advice.profile).toMatchObject({ owner: 'platform', use: 'ci', directCalls: 2, days: 2, quietDaysMax: 14 });
    expect(advice.waitDays).toBe(28);
    const text = renderMigrationText(advice, plain);
    expect(text).toContain('aws iam delete-access-key --user-name old --access-key-id AKIAEXAMPLE1');
    expect(text).toContain(`role-to-assume: "${deploy}"`);
    expect(text).not.toMatch(/[^ -~\n…]/);
  });

  it('proposes a role where none does the same', async () => {
    const advice = await adviseMigration(source, 'lone');
    expect(advice.role).toBeNull();
    expect(advice.proposed).toMatchObject({ name: 'lone-oidc', accountId: '123456789012' });
    expect(advice.proposed?.permissions.used.map(({ action }) => action)).toEqual(['s3:PutObject']);
    expect(renderMigrationText(advice, plain)).toContain('repo:<OWNER>/<REPOSITORY>:ref:refs/heads/main');
  });

  it.each([
    ['AKIANOWHERE99', /saw no such long-lived key at work in these days; "subtrail query keys_in_use"/],
    ['AKIAEXAMPLE3', /\n {2}AKIAEXAMPLE\d {2}arn:aws:iam::123456789012:user/],
  ])('says of %s what is wrong', async (asked, message) => {
    await expect(adviseMigration(source, asked)).rejects.toMatchObject({
      code: 'wrong_use',
      message: expect.stringMatching(message),
    });
  });
});
