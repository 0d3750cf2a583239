import { type Command, InvalidArgumentError } from 'commander';
import { toLikePattern } from '../../core/origin/string-like.ts';
import { withLake } from '../lake.ts';
import { addFormatOption, addLakeOptions } from '../options.ts';
import { printRows, type RowFormat } from '../print-rows.ts';

interface WhoOptions {
  readonly lake: string;
  readonly limit: number;
  readonly format: RowFormat;
}

/** `subtrail who`: which origins touched a resource or made a call. */
export function addWhoCommand(program: Command): void {
  const command = program
    .command('who')
    .summary('which origins touched a resource, or made a call')
    .description(
      'Lists the origins behind calls that name a resource (an ARN, * and ? allowed) or that have an event name,\nnewest first.',
    )
    .argument(
      '<resource-or-event>',
      'a resource ARN such as arn:aws:iam::111122223333:role/deploy, or an event name such as DeleteStack',
    )
    .option('--limit <n>', 'how many origins at the most', parseLimit, 50);
  addFormatOption(addLakeOptions(command), ['table', 'json', 'csv']);
  command.action(async (text: string, options: WhoOptions) => {
    await withLake(options, 'read', async ({ engine, sql }) => {
      const isResource = text.includes(':');
      const rows = isResource
        ? await engine.query(sql.get('trace/who_touched_resource'), {
            resource_like: toLikePattern(text),
            row_limit: options.limit,
          })
        : await engine.query(sql.get('trace/who_called'), { event_name: text, row_limit: options.limit });
      printRows(rows, options.format);
    });
  });
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000)
    throw new InvalidArgumentError('Give a number from 1 to 10000.');
  return limit;
}
