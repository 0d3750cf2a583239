import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { SubtrailError } from '../../core/subtrail-error.ts';
import { suggestPolicyOf } from '../../jobs/suggest-policy.ts';
import { renderSuggestedPolicy } from '../../render/policy/suggested-policy.ts';
import { findWindow } from '../event-window.ts';
import { withLake } from '../lake.ts';
import { addLakeOptions } from '../options.ts';
import { parseTimeOption, requireSpan } from '../time-option.ts';

interface SuggestOptions {
  readonly lake: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly out?: string;
}

/** `subtrail policy suggest`: a first policy file from what was observed. */
export function addPolicyCommand(program: Command): void {
  const policy = program
    .command('policy')
    .summary('write a first policy file from what was observed')
    .description('Helps to write the policy file.');
  const suggest = policy
    .command('suggest')
    .summary('a policy that expects what was seen')
    .description(
      'Writes a policy file that expects every web identity that took a role, and names the users whose long-lived keys are in\nuse. With it the first run is quiet: from then on only what differs is told. Read it before you keep it.',
    )
    .option('--since <time>', 'look at events from this UTC time on (default: all)', parseTimeOption)
    .option('--until <time>', 'look at events before this UTC time (default: the newest event)', parseTimeOption)
    .option('--out <file>', 'where to write it; an existing file is left alone (default: standard output)');
  addLakeOptions(suggest);
  suggest.exitOverride();
  suggest.action(async (options: SuggestOptions) => {
    requireSpan(options);
    const text = await withLake(options, 'read', async (lake) => {
      const { windowStartAt, windowEndAt } = await findWindow(lake, options);
      const suggested = await suggestPolicyOf({ engine: lake.engine, sql: lake.sql, windowStartAt, windowEndAt });
      const day = (at: Date) => at.toISOString().slice(0, 10);
      return renderSuggestedPolicy(suggested, {
        firstDay: day(windowStartAt),
        lastDay: day(new Date(windowEndAt.getTime() - 1)),
      });
    });
    if (options.out === undefined) process.stdout.write(text);
    else await writeNew(options.out, text);
  });
}

/** **errors**: `wrong_use` when the file is there already: somebody wrote it. */
async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    const reason = isThere ? 'there is such a file already' : String(cause instanceof Error ? cause.message : cause);
    throw new SubtrailError('wrong_use', `Write the policy file ${JSON.stringify(path)}: ${reason}`, { cause });
  }
}
