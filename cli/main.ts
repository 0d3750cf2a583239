import { Command, CommanderError } from 'commander';
import { SubtrailError } from '../core/subtrail-error.ts';
import { toTerminalText } from '../render/terminal/safe-text.ts';
import { addBackfillCommand } from './commands/backfill.ts';
import { addCheckCommand } from './commands/check.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDetectCommand } from './commands/detect.ts';
import { addIngestCommand } from './commands/ingest.ts';
import { addInventoryCommand } from './commands/inventory.ts';
import { addMigrateCommand } from './commands/migrate.ts';
import { addPolicyCommand } from './commands/policy.ts';
import { addQueryCommand } from './commands/query.ts';
import { addReportCommand } from './commands/report.ts';
import { addStatusCommand } from './commands/status.ts';
import { addTraceCommand } from './commands/trace.ts';
import { addWhoCommand } from './commands/who.ts';
import { packageVersion } from './package-root.ts';

/** What the shell is told: 0 fine, 1 findings or differences asked about, 2 wrong use, 3 the world failed. */
const exitCodes = { wrongUse: 2, worldFailed: 3 };

function createProgram(): Command {
  const program = new Command('subtrail')
    .description('Who really made this AWS call, and does it still hang on a long-lived key?')
    .version(packageVersion())
    .showHelpAfterError('Run it with --help to see what it takes')
    .exitOverride();
  for (const add of [
    addDemoCommand,
    addIngestCommand,
    addDetectCommand,
    addReportCommand,
    addQueryCommand,
    addTraceCommand,
    addWhoCommand,
    addStatusCommand,
    addCheckCommand,
    addPolicyCommand,
    addInventoryCommand,
    addMigrateCommand,
    addBackfillCommand,
  ]) {
    add(program);
  }
  for (const command of program.commands) command.exitOverride();
  program.addHelpText('after', '\nStart with:  subtrail demo\nThen:        subtrail ingest ./your-cloudtrail-logs');
  return program;
}

/** The exit code for whatever a command threw, after saying on stderr what there is to say. */
function explainFailure(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.wrongUse;
  if (error instanceof SubtrailError) {
    // What a message quotes may come from a log, so it is made safe line by line.
    process.stderr.write(`subtrail: ${error.message.split('\n').map(toTerminalText).join('\n')}\n`);
    return error.code === 'wrong_use' || error.code === 'policy_invalid' ? exitCodes.wrongUse : exitCodes.worldFailed;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`subtrail: this should not have happened, please report it\n${text}\n`);
  return exitCodes.worldFailed;
}

// A reader that closes early, such as `head`, has had what it wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = explainFailure(error);
}
