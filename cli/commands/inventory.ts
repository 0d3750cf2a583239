import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { credentialReportBytesMax, parseCredentialReport } from '../../core/compliance/credential-report.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';
import { loadInventory } from '../../jobs/load-inventory.ts';
import { withLake } from '../lake.ts';
import { addLakeOptions, type LakeOptions } from '../options.ts';

/** `subtrail inventory`: what IAM itself knows of keys, for the report. */
export function addInventoryCommand(program: Command): void {
  const command = program
    .command('inventory')
    .summary('take in credential reports, which know of keys that no trail shows')
    .description(
      'Reads IAM credential reports, one an account, so that the report can tell which keys nobody uses, and which are ready to\nbe deleted: AWS knows of uses that a trail without data events does not show. A newer report replaces the one before.',
    )
    .argument('<file...>', 'the CSV, or the JSON that "aws iam get-credential-report" prints')
    .addHelpText(
      'after',
      '\nExample:\n  aws iam generate-credential-report && sleep 5\n  aws iam get-credential-report > credentials.json\n  subtrail inventory credentials.json',
    );
  addLakeOptions(command);
  command.action(async (files: string[], options: LakeOptions) => {
    const reports = await Promise.all(files.map(readReport));
    await withLake(options, 'update', async ({ engine, sql }) => {
      for (const { text, givenAt } of reports) {
        const { accountId, activeKeys, reportedAt } = await loadInventory(text, { engine, sql, givenAt });
        const keys = activeKeys === 1 ? '1 active key' : `${activeKeys} active keys`;
        process.stdout.write(`${accountId}: ${keys}, as of ${reportedAt.slice(0, 16).replace('T', ' ')} UTC\n`);
      }
    });
  });
}

async function readReport(path: string): Promise<{ readonly text: string; readonly givenAt: Date }> {
  const name = JSON.stringify(path);
  const found = await stat(path).catch((cause: unknown) => {
    throw new SubtrailError('wrong_use', `Read the credential report ${name}: there is no such file`, { cause });
  });
  if (!found.isFile()) throw new SubtrailError('wrong_use', `Read the credential report ${name}: it is not a file`);
  if (found.size > credentialReportBytesMax)
    throw new SubtrailError('wrong_use', `Read the credential report ${name}: it is larger than 16 MiB`);
  const text = await readFile(path, 'utf8');
  requireReport(text, name);
  return { text, givenAt: found.mtime };
}

/** All files are looked at before anything is changed. **errors**: `wrong_use` naming the file and what is wrong with it. */
function requireReport(text: string, name: string): void {
  try {
    parseCredentialReport(text);
  } catch (cause) {
    if (!(cause instanceof SubtrailError)) throw cause;
    throw new SubtrailError('wrong_use', `Take in ${name}: ${cause.message}`, { cause });
  }
}
