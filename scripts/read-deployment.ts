import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { createSqlLibrary } from '../adapters/files/sql-library.ts';
import { parsePolicy } from '../core/policy/parse-policy.ts';
import type { PolicyProblem } from '../core/policy/policy-problem.ts';
import { emptyPolicy, type Policy } from '../core/policy/policy-schema.ts';
import { parseDeploymentSettings } from '../infra/deployment-settings.ts';
import type { Deployment } from '../infra/service.ts';

const settingsName = 'subtrail.deploy.yaml';
const exampleName = 'subtrail.deploy.example.yaml';

/** What decides how the tables are made: where any of it changes, a deployment runs *migrate* again. */
const tableSources = ['core/lake', 'adapters/athena', 'functions/migrate.ts', 'jobs/migrate.ts'];

/** The settings file in use, and whether it is only the example, which packages but must not be deployed. */
export function findSettings(root: string): { readonly path: string; readonly isExample: boolean } {
  const asked = process.env['SUBTRAIL_DEPLOY'];
  if (asked !== undefined && asked !== '') return { path: resolve(root, asked), isExample: false };
  const path = join(root, settingsName);
  return existsSync(path) ? { path, isExample: false } : { path: join(root, exampleName), isExample: true };
}

/**
 * Reads everything that a deployment is made from.
 * **errors**: an `Error` that tells every problem of the settings with its line; nothing is made before it.
 */
export function readDeployment(root: string): Deployment {
  const { path } = findSettings(root);
  const { value: settings, problems } = parseDeploymentSettings(readText(path), { fileName: path });
  if (settings === null)
    throw tellProblems('The settings of the deployment have mistakes', relative(root, path), problems);
  const sql = createSqlLibrary(join(root, 'sql'));
  return {
    settings,
    explore: sql.names('explore').map((name) => sql.get(name)),
    tablesVersion: hashFiles(root, tableSources),
  };
}

/**
 * The policy that goes with the functions: the file that the settings name, relative to them, or one that expects nothing.
 * **errors**: an `Error` that tells every problem of the policy with its line.
 */
export function readDeploymentPolicy(root: string, today: Date): Policy {
  const { policy: named } = readDeployment(root).settings;
  if (named === undefined) return emptyPolicy;
  const path = resolve(dirname(findSettings(root).path), named);
  const { policy, problems } = parsePolicy(readText(path), { fileName: path, today });
  if (policy === null) throw tellProblems('The policy file has mistakes', relative(root, path), problems);
  return policy;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw refusal(`Read ${JSON.stringify(path)}: there is no such file, or it may not be read`, cause);
  }
}

function tellProblems(summary: string, path: string, problems: readonly PolicyProblem[]): Error {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const lines = errors.map(({ line, column, message }) => `  ${path}:${line}:${column} ${message}`);
  return refusal(`${summary}\n${lines.join('\n')}`);
}

/** An error that is told without where our code stood, which osls would print and which helps nobody. */
export function refusal(message: string, cause?: unknown): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause });
  error.stack = message;
  return error;
}

function hashFiles(root: string, paths: readonly string[]): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory()) for (const name of readdirSync(full).sort()) add(`${path}/${name}`);
    else hash.update(`${path}\0`).update(readFileSync(full)).update('\0');
  };
  for (const path of paths) add(path);
  return hash.digest('hex').slice(0, 16);
}
