import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { toPolicyJson } from '../../core/advice/policy-value.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';
import type { AdviceSource } from '../../jobs/advise-inputs.ts';
import { adviseMigration } from '../../jobs/advise-migration.ts';
import { advisePermissions } from '../../jobs/advise-permissions.ts';
import { adviseTrust } from '../../jobs/advise-trust.ts';
import { renderMigrationText } from '../../render/advice/migration-text.ts';
import { renderPermissionsText } from '../../render/advice/permissions-text.ts';
import { renderPermissionsTerraform, renderTrustTerraform } from '../../render/advice/terraform-blocks.ts';
import { refusalsOf, remarksOf, renderTrustText } from '../../render/advice/trust-text.ts';
import { toTerminalText } from '../../render/terminal/safe-text.ts';
import { findWindow } from '../event-window.ts';
import { withLake } from '../lake.ts';
import { addFormatOption, addLakeOptions, addPolicyOption } from '../options.ts';
import { readPolicyFile } from '../policy-file.ts';
import { terminalStyle } from '../terminal-style.ts';
import { parseTimeOption } from '../time-option.ts';

interface AdviseOptions {
  readonly lake: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly format: 'text' | 'json' | 'terraform';
}

interface TrustOptions extends AdviseOptions {
  readonly policy?: string;
  readonly file?: string;
  readonly anyTag?: boolean;
  readonly except?: readonly string[];
}

/** Days looked at when nobody says otherwise. */
const daysDefault = 90;
/** Far more than IAM takes as a trust policy. */
const documentBytesMax = 262_144;

/** `subtrail advise`: what observed use would have needed, as policies and steps. */
export function addAdviseCommand(program: Command): void {
  const advise = program
    .command('advise')
    .summary('the narrower policy that observed use needed, and the way from a key to a role')
    .description(
      'Turns what was observed into policies and steps. Nothing is changed anywhere, and nothing is made up.',
    );
  addTrustCommand(advise);
  addPermissionsCommand(advise);
  addMigrateCommand(advise);
  for (const command of advise.commands) command.exitOverride();
}

function addTrustCommand(advise: Command): void {
  const command = advise
    .command('trust')
    .summary('the trust policy that admits those who took a role, and nobody else')
    .description(
      "Compares a role's trust policy, as the trail last saw it written, with the subjects that took the role, and writes the narrower policy: exact subjects, patterns only where every run has a subject of its own, statements for other principals kept. GitHub repositories get both forms, with names and with ids, where the ids are known.",
    )
    .argument('<role>', "a role's ARN, or its name where only one role has it")
    .option('--file <policy.json>', "today's trust policy, where the lake has none or another")
    .option(
      '--except <subject>',
      'leave out a subject that came and does not belong; * and ? allowed, may be given several times',
      (subject: string, before: readonly string[] | undefined) => [...(before ?? []), subject],
    )
    .option('--any-tag', 'admit every tag of repositories that took the role from a tag, for the releases to come');
  addWindowOptions(command);
  addPolicyOption(addFormatOption(addLakeOptions(command), ['text', 'json', 'terraform']));
  command.addHelpText(
    'after',
    '\nWith --format json and terraform the policy alone goes to standard output, remarks go to standard error.\n\nExamples:\n  subtrail advise trust shop-deploy\n  subtrail advise trust arn:aws:iam::111122223333:role/ci/shop-deploy --format json > trust.json\n  subtrail advise trust shop-deploy --except "repo:acme-evil/*" --any-tag',
  );
  command.action(async (role: string, options: TrustOptions) => {
    const { families } = await readPolicyFile(options.policy);
    const document = options.file === undefined ? null : await readDocument(options.file);
    const found = await onLake(options, (source) =>
      adviseTrust(source, {
        role,
        document,
        families,
        anyTag: options.anyTag === true,
        exceptions: options.except ?? [],
      }),
    );
    if (options.format === 'text') print(renderTrustText(found, terminalStyle()));
    else {
      print(options.format === 'json' ? `${toPolicyJson(found.advice.policy, 2)}\n` : renderTrustTerraform(found));
      remark([...remarksOf(found), ...refusalsOf(found)]);
    }
  });
}

function addPermissionsCommand(advise: Command): void {
  const command = advise
    .command('permissions')
    .summary('the permissions that the calls of a role needed')
    .description(
      'Writes a least-privilege policy from the calls made with a role: actions by their names in IAM, on the resources that the trail names, within what IAM takes as one policy. What was denied, and what the trail cannot see, is listed apart.',
    )
    .argument('<role>', "a role's ARN, or its name where only one role has it");
  addWindowOptions(command);
  addFormatOption(addLakeOptions(command), ['text', 'json', 'terraform']);
  command.addHelpText(
    'after',
    '\nWith --format json and terraform the policies alone go to standard output: one document, or a list where one is not enough.\n\nExamples:\n  subtrail advise permissions shop-deploy\n  subtrail advise permissions shop-deploy --since 2026-10-01 --format terraform > shop-deploy.tf',
  );
  command.action(async (role: string, options: AdviseOptions) => {
    const found = await onLake(options, (source) => advisePermissions(source, role));
    if (options.format === 'text') print(renderPermissionsText(found, terminalStyle()));
    else {
      const [only, ...others] = found.advice.policies;
      const documents = only === undefined || others.length > 0 ? found.advice.policies : only;
      print(options.format === 'json' ? `${toPolicyJson(documents, 2)}\n` : renderPermissionsTerraform(found));
      remark(found.blindSpots);
    }
  });
}

function addMigrateCommand(advise: Command): void {
  const command = advise
    .command('migrate')
    .summary('the steps from a long-lived key to a role')
    .description(
      'Says what a key is and what it did, which federated role already does the same work, else which role to make, with trust policy, permissions and workflow, and how to take the key away: deactivate, wait, delete.',
    )
    .argument('<key>', 'an access key id (AKIA…), or the name of a user with one key');
  addWindowOptions(command);
  addFormatOption(addLakeOptions(command), ['text', 'json']);
  command.addHelpText('after', '\nExample:\n  subtrail query keys_in_use\n  subtrail advise migrate AKIA…');
  command.action(async (key: string, options: AdviseOptions) => {
    const advice = await onLake(options, (source) => adviseMigration(source, key));
    if (options.format === 'text') print(renderMigrationText(advice, terminalStyle()));
    else print(`${toPolicyJson(JSON.parse(JSON.stringify(advice)), 2)}\n`);
  });
}

const addWindowOptions = (command: Command): Command =>
  command
    .option(
      '--since <time>',
      `look at events from this UTC time on (default: ${daysDefault} days before the newest)`,
      parseTimeOption,
    )
    .option('--until <time>', 'look at events before this UTC time (default: the newest event)', parseTimeOption);

const onLake = <T>(options: AdviseOptions, work: (source: AdviceSource) => Promise<T>): Promise<T> =>
  withLake(options, 'read', async (lake) => {
    const { until } = options;
    const span = await findWindow(lake, until === undefined ? {} : { until });
    const { windowStartAt: lakeStartsAt, windowEndAt } = span;
    const windowStartAt = options.since ?? new Date(windowEndAt.getTime() - daysDefault * 86_400_000);
    if (windowStartAt >= windowEndAt) throw new SubtrailError('wrong_use', 'Advise: --since lies behind --until');
    return work({ engine: lake.engine, sql: lake.sql, lakeStartsAt, windowStartAt, windowEndAt });
  });

/** **errors**: `wrong_use` when there is no such file, or a file that no policy could be. */
async function readDocument(path: string): Promise<string> {
  const refused = (reason: string, cause?: unknown) =>
    new SubtrailError('wrong_use', `Read the trust policy ${JSON.stringify(path)}: ${reason}`, { cause });
  const found = await stat(path).catch((cause: unknown) => {
    throw refused('there is no such file', cause);
  });
  if (!found.isFile()) throw refused('it is not a file');
  if (found.size > documentBytesMax) throw refused('it is larger than 256 KiB');
  return readFile(path, 'utf8');
}

const print = (text: string): void => {
  process.stdout.write(text);
};

/** What has to be known of a policy that goes to a file or a pipe. */
const remark = (remarks: readonly string[]): void => {
  for (const one of remarks) process.stderr.write(`subtrail: ${toTerminalText(one)}\n`);
};
