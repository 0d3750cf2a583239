import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AthenaEndpoint, startAthenaEndpoint } from '../rehearsal/athena/athena-endpoint.ts';
import { createDuckDbBackend } from '../rehearsal/athena/duckdb-backend.ts';
import { openCaseDatabase } from '../sql/run-case.ts';
import { runCli } from './run-cli.ts';

let connection: DuckDBConnection;
let athena: AthenaEndpoint;
let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'subtrail-advise-'));
  connection = await openCaseDatabase();
  await connection.run(
    `insert into sessions (session_id, event_id, event_time, event_date, exchange_kind, role_arn, issuer, audience, subject, stable_subject)
     values ('s1', 's1', timestamp '2026-11-20 10:00:00', date '2026-11-20', 'web_identity', 'arn:aws:iam::123456789012:role/ci/deploy', 'gitlab.com', 'https://gitlab.com',
       'project_path:acme/shop:ref_type:branch:ref:it''s', 'project_path:acme/shop:ref_type:branch:ref:it''s')`,
  );
  await connection.run(
    `insert into calls (event_id, event_time, event_date, event_name, event_source, event_type, role_arn, origin_kind, chain_depth, recipient_account_id, aws_region, request_parameters)
     values ('e1', timestamp '2026-11-20 10:00:01', date '2026-11-20', 'UpdateStack', 'cloudformation.amazonaws.com', 'AwsApiCall', 'arn:aws:iam::123456789012:role/ci/deploy',
       'web_identity', 1, '123456789012', 'eu-central-1', '{"stackName":"shop"}')`,
  );
  await connection.run(
    `insert into calls (event_id, event_time, event_date, event_name, event_source, event_type, origin_kind, origin_key_id, origin_principal, attribution, chain_depth, recipient_account_id)
     values ('e2', timestamp '2026-11-20 10:00:02', date '2026-11-20', 'ListBuckets', 's3.amazonaws.com', 'AwsApiCall', 'access_key', 'AKIAEXAMPLE1', 'arn:aws:iam::123456789012:user/ci', 'direct', 0, '123456789012')`,
  );
  athena = await startAthenaEndpoint({ backend: createDuckDbBackend(connection) });
});
afterAll(async () => {
  await athena.close();
  connection.closeSync();
  rmSync(folder, { recursive: true, force: true });
});

const advise = (...args: string[]) =>
  runCli(['advise', ...args, '--engine', 'athena'], {
    cwd: folder,
    env: {
      AWS_ENDPOINT_URL_ATHENA: athena.url,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      SUBTRAIL_ATHENA_WORKGROUP: 'subtrail',
      SUBTRAIL_ATHENA_DATABASE: 'subtrail',
    },
  });

describe('subtrail advise', () => {
  it('writes the policy alone to standard output, and what to know of it to standard error', async () => {
    const { code, stdout, stderr } = await advise('trust', 'deploy', '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      Statement: [
        {
          Condition: {
            StringEquals: { 'gitlab.com:sub': "project_path:acme/shop:ref_type:branch:ref:it's" },
          },
        },
      ],
    });
    expect(stderr).toContain('subtrail: Statements for other principals are not known');
    const terraform = await advise('trust', 'ci/deploy', '--format', 'terraform');
    expect(terraform.stdout).toContain('resource "aws_iam_role" "deploy" {');
    const permissions = await advise('permissions', 'deploy', '--format', 'json');
    expect(JSON.parse(permissions.stdout)).toMatchObject({
      Statement: [{ Resource: 'arn:aws:cloudformation:eu-central-1:123456789012:stack/shop/*' }],
    });
    const migrate = await advise('migrate', 'AKIAEXAMPLE1', '--format', 'json');
    expect(JSON.parse(migrate.stdout)).toMatchObject({ profile: { keyId: 'AKIAEXAMPLE1' }, role: null });
  });

  it('reads today’s policy from a file', async () => {
    const file = join(folder, 'today.json');
    writeFileSync(
      file,
      JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
      }),
    );
    const { stdout } = await advise('trust', 'deploy', '--file', file, '--format', 'json');
    expect(JSON.parse(stdout).Statement).toHaveLength(2);
  });

  it.each([
    [['trust', 'deplyo'], 'is one of these meant?\n  arn:aws:iam::123456789012:role/ci/deploy\n'],
    [['trust', 'deploy', '--file', 'nowhere.json'], 'Read the trust policy "nowhere.json": there is no such file\n'],
    [['trust', 'deploy', '--file', '.'], 'Read the trust policy ".": it is not a file\n'],
    [['trust', 'deploy', '--since', '2026-12-01'], 'Advise: --since lies behind --until\n'],
    [['migrate', 'AKIANOWHERE99'], 'lists those at work\n'],
    [['trust', 'deploy', '--format', 'yaml'], 'Allowed choices are text, json, terraform'],
    [['trust'], "missing required argument 'role'"],
  ])('%j says what is wrong', async (args, message) => {
    const { code, stdout, stderr } = await advise(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
}, 60_000);
