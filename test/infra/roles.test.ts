import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createSqlLibrary } from '../../adapters/files/sql-library.ts';
import { lakeTables } from '../../core/lake/tables.ts';
import { parseDeploymentSettings } from '../../infra/deployment-settings.ts';
import { type FunctionName, functionNames, roleLogicalId } from '../../infra/function-plans.ts';
import { roleResources } from '../../infra/roles.ts';

const text = readFileSync('subtrail.deploy.example.yaml', 'utf8');
const { value: settings } = parseDeploymentSettings(text, { fileName: 'the example' });
if (settings === null) throw new Error('The example has mistakes');
const resources = roleResources(settings);
const policyOf = (name: FunctionName): string => JSON.stringify(resources[roleLogicalId(name)]?.Properties['Policies']);

/** Which function runs the statements of a folder of `sql/` that change something. */
const writers: Readonly<Record<string, FunctionName>> = {
  attribute: 'attribute',
  findings: 'detect',
  inventory: 'report',
  notifications: 'detect',
  policy: 'detect',
  policy_grades: 'detect',
  maintain: 'maintain',
  tables: 'migrate',
};

const sql = createSqlLibrary('sql');
/** Tables that statements change, by the function that runs them. */
const written = sql.names('.').flatMap((name) => {
  const folder = name.split('/')[0] ?? '';
  const { text: statement } = sql.get(name);
  const tables = [...statement.matchAll(/^(?:merge into|insert into|delete from|update) ([a-z_]+)/gm)];
  return folder === 'engines' ? [] : tables.map(([, table = '']) => ({ name, writer: writers[folder], table }));
});

describe('roles', () => {
  test('let every statement change its table', () => {
    expect(written.length).toBeGreaterThan(20);
    for (const { name, writer, table } of written) {
      expect(writer, `${name} changes something: say in this test which function runs it`).toBeDefined();
      const policy = policyOf(writer ?? 'attribute');
      expect(policy.includes(`/lake/${table}/*`) || policy.includes('/lake/*'), name).toBe(true);
      expect(policy, name).toContain(`/${table}"`);
      expect(policy, name).toContain('glue:UpdateTable');
    }
  });

  test.each(['attribute', 'detect', 'report'] as const)(
    'let %s change no table that none of its statements does',
    (name) => {
      const own = new Set(written.filter(({ writer }) => writer === name).map(({ table }) => table));
      const others = lakeTables.filter((table) => !own.has(table.name));
      expect(others.length).toBeGreaterThan(0);
      for (const table of others) expect(policyOf(name), table.name).not.toContain(`/lake/${table.name}/*`);
    },
  );

  test('let ingest and backfill see nothing of the lake', () => {
    for (const name of ['ingest', 'backfill'] as const)
      expect(policyOf(name), name).not.toMatch(/athena:|glue:|s3:ListBucket|\/lake\//);
  });

  test('give every function a name that a bucket of another account can be told beforehand', () => {
    for (const name of functionNames)
      expect(resources[roleLogicalId(name)]?.Properties['RoleName']).toBe(`subtrail-prod-eu-west-1-${name}`);
  });
});
