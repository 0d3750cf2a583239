import { totalmem } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type EngineName, engineNames } from './engine-names.ts';

/** Where the lake lies when nobody says otherwise. */
export const lakeDefault = '.subtrail';

/** The lake that a command was told to work on, and with how much memory. */
export interface LakeOptions {
  readonly lake: string;
  readonly memory?: string;
  readonly engine?: EngineName;
}

/** Half of what this process may have: the other half is for reading deliveries, and for others. In DuckDB's writing. */
export function memoryDefault(): string {
  const allowed = process.constrainedMemory?.() ?? 0; // 0 where nobody bounds it, a huge number with some kernels
  const bytes = allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
  return `${Math.max(256, Math.floor(bytes / 2 / 1_048_576))}MiB`;
}

const memoryMinBytes = 128 * 1_048_576;
const units: Readonly<Record<string, number>> = {
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
};

function parseMemory(text: string): string {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([KMGT]i?B)$/i.exec(text.trim()) ?? [];
  const bytes = Number(number) * (units[unit.toUpperCase()] ?? Number.NaN);
  if (Number.isNaN(bytes)) throw new InvalidArgumentError('Give a number and a unit, such as 800MB or 2GB.');
  if (bytes < memoryMinBytes) throw new InvalidArgumentError('Give at least 128MiB.');
  return text.trim();
}

/** An empty name is a variable that was not set; it would mean this folder. */
function parseFolder(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Give the name of a folder.');
  return text;
}

/** `--lake`, `--memory` and `--engine`, the same for every command. */
export function addLakeOptions(command: Command): Command {
  return command
    .option('--lake <dir>', 'the lake: one folder, made when it is first written to', parseFolder, lakeDefault)
    .option(
      '--memory <size>',
      "what SQL may take, such as 2GB; more goes to disk (default: half of this machine's)",
      parseMemory,
    )
    .addOption(
      new Option('--engine <engine>', 'what runs the SQL, and so where the lake lives')
        .choices(engineNames)
        .default('duckdb'),
    );
}

/** `--policy`, for commands that ask what the organisation expects. */
export function addPolicyOption(command: Command): Command {
  return command.option(
    '--policy <file>',
    'the policy file (default: subtrail.yaml in this folder, where there is one)',
  );
}

/** `--format`, for commands that print rows. */
export function addFormatOption(command: Command, choices: readonly string[]): Command {
  const [first] = choices;
  return command.addOption(new Option('--format <format>', 'how to print the result').choices(choices).default(first));
}
