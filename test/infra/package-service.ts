import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { functionNames } from '../../infra/function-plans.ts';

/** One resource of a compiled template, as JSON. */
export interface CompiledResource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of many shapes, and tests look into all of them
  readonly Properties: any;
  readonly DeletionPolicy?: string;
}

/** What osls made of the service with some settings. */
export interface PackagedService {
  readonly folder: string;
  readonly templatePath: string;
  readonly resources: Readonly<Record<string, CompiledResource>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

const run = promisify(execFile);
/** What a service is packaged from, beside the functions and the one file that osls wants to be a real one. */
const linked = [
  'infra',
  'core',
  'scripts',
  'adapters',
  'jobs',
  'sql',
  'node_modules',
  'package.json',
  'subtrail.deploy.example.yaml',
];

/**
 * A project in a folder of its own, with functions that do nothing: the template does not depend on what they do, and the
 * working tree stays as it is. `settings` is the text of its `subtrail.deploy.yaml`; without one, the example holds.
 */
export function makeProject(settings?: string, handlers: readonly string[] = functionNames): string {
  const folder = mkdtempSync(join(tmpdir(), 'subtrail-infra-'));
  for (const name of linked) symlinkSync(resolve(name), join(folder, name));
  copyFileSync('serverless.ts', join(folder, 'serverless.ts'));
  mkdirSync(join(folder, 'functions'));
  for (const name of handlers)
    writeFileSync(join(folder, 'functions', `${name}.ts`), 'export const handler = async () => ({});\n');
  if (settings !== undefined) writeFileSync(join(folder, 'subtrail.deploy.yaml'), settings);
  return folder;
}

/**
 * Runs a command of osls in a project with no credentials, no home and no other environment.
 * **errors**: an `Error` with all that osls printed, where it fails.
 */
export async function runOsls(folder: string, ...command: readonly string[]): Promise<void> {
  const options = { cwd: folder, env: { PATH: process.env['PATH'] ?? '', HOME: folder } };
  await run(process.execPath, [resolve('node_modules/osls/bin/serverless.js'), ...command], options).catch(
    (error: { readonly stdout?: string; readonly stderr?: string }) => {
      throw new Error(`Run osls ${command.join(' ')}: ${error.stdout ?? ''}${error.stderr ?? ''}`, { cause: error });
    },
  );
}

/** Packages the service as a fresh clone would, and reads the template that would be deployed. */
export async function packageService(settings?: string): Promise<PackagedService> {
  const folder = makeProject(settings);
  await runOsls(folder, 'package');
  const templatePath = join(folder, '.serverless/cloudformation-template-update-stack.json');
  const template = JSON.parse(readFileSync(templatePath, 'utf8')) as {
    Resources: PackagedService['resources'];
    Outputs: PackagedService['outputs'];
  };
  return { folder, templatePath, resources: template.Resources, outputs: template.Outputs };
}
