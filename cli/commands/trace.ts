import type { Command } from 'commander';
import { trace } from '../../jobs/trace.ts';
import { renderChains } from '../../render/terminal/chain.ts';
import { renderJson } from '../../render/terminal/json.ts';
import { withLake } from '../lake.ts';
import { addFormatOption, addLakeOptions } from '../options.ts';
import { terminalStyle } from '../terminal-style.ts';

interface TraceOptions {
  readonly lake: string;
  readonly format: 'tree' | 'json';
}

/** `subtrail trace`: the chain of an event or a key, back to its origin. */
export function addTraceCommand(program: Command): void {
  const command = program
    .command('trace')
    .summary('the chain behind an event or an access key, back to its origin')
    .description('Shows who obtained what from whom, from the origin down, and what each link did with it.')
    .argument('<id>', 'an event id, or an access key id (AKIA… or ASIA…)');
  addFormatOption(addLakeOptions(command), ['tree', 'json']);
  command.action(async (id: string, options: TraceOptions) => {
    const trees = await withLake(options, 'read', (lake) => trace(lake, id));
    process.stdout.write(options.format === 'json' ? `${renderJson(trees)}\n` : renderChains(trees, terminalStyle()));
  });
}
