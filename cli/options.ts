import { type Command, Option } from 'commander';

/** Where the lake lies when nobody says otherwise. */
export const lakeDefault = '.subtrail';

/** `--lake` and `--engine`, the same for every command. */
export function addLakeOptions(command: Command): Command {
  return command
    .option('--lake <dir>', 'the lake: one folder, made when it is first written to', lakeDefault)
    .addOption(new Option('--engine <engine>', 'what runs the SQL').choices(['duckdb']).default('duckdb'));
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
