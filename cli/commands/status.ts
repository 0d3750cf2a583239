import type { Command } from 'commander';
import type { Row } from '../../jobs/ports.ts';
import { type LakeStatus, readStatus } from '../../jobs/status.ts';
import { renderJson } from '../../render/terminal/json.ts';
import { renderTable } from '../../render/terminal/table.ts';
import { withLake } from '../lake.ts';
import { addFormatOption, addLakeOptions } from '../options.ts';
import { terminalStyle } from '../terminal-style.ts';

interface StatusOptions {
  readonly lake: string;
  readonly format: 'table' | 'json';
}

/** `subtrail status`: are the books in order, how fresh is the lake, and what can it not name. */
export function addStatusCommand(program: Command): void {
  const command = program
    .command('status')
    .summary('whether the lake adds up, how fresh it is, and what it cannot name')
    .description(
      'Checks the counts both ways (records read = rows + rejects + skipped; rows staged = calls + duplicates) and\nexits 1 when they differ. Shows coverage by account and region, attribution, and why records were rejected.',
    );
  addFormatOption(addLakeOptions(command), ['table', 'json']);
  command.action(async (options: StatusOptions) => {
    const status = await withLake(options, 'read', ({ engine, sql }) => readStatus(engine, sql));
    process.stdout.write(options.format === 'json' ? `${renderJson([status])}\n` : describe(status));
    if (status.problems.length > 0) process.exitCode = 1;
  });
}

function describe(status: LakeStatus): string {
  const { counts, span } = status;
  const number = (name: string) => Number(counts[name] ?? 0).toLocaleString('en');
  const table = (title: string, rows: readonly Row[]) =>
    rows.length === 0 ? '' : `\n${title}\n${renderTable(rows, terminalStyle())}\n`;
  const removed = Number(counts['removed'] ?? 0) === 0 ? '' : ` + ${number('removed')} removed by retention`;
  const verdict =
    status.problems.length === 0 ? 'the counts agree' : `THE COUNTS DIFFER\n  ${status.problems.join('\n  ')}`;
  return [
    `${number('objects')} objects, ${number('records_read')} records read = ${number('rows_staged')} rows + ${number('rejects')} rejects + ${number('skipped')} skipped`,
    `${number('rows_staged')} rows staged = ${number('calls')} calls + ${number('duplicates')} duplicates${removed}: ${verdict}`,
    `${number('object_rejects')} objects could not be read to their end; ${number('odd_values')} values of another type than AWS writes were left out`,
    `Events from ${String(span['first_event_at'] ?? '(none)')} to ${String(span['last_event_at'] ?? '(none)')}`,
    table('How calls got their origin', status.attribution),
    table('Coverage', status.coverage),
    table('Why records were rejected', status.rejectReasons),
  ].join('\n');
}
