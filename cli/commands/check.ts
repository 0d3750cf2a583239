import { type Command, Option } from 'commander';
import { renderJson } from '../../render/terminal/json.ts';
import { renderPolicyProblems } from '../../render/terminal/policy-problems.ts';
import { parsePolicyFile } from '../policy-file.ts';
import { terminalStyle } from '../terminal-style.ts';

interface CheckOptions {
  readonly policy: string;
  readonly format: 'text' | 'json';
}

/** `subtrail check`: every problem of the policy file at once. */
export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .summary('tell every problem of the policy file at once')
    .description(
      'Checks the policy file and prints each problem with its line and column. Exits 1 when there is an error; warnings\nalone do not count.',
    )
    .option('--policy <file>', 'the policy file', 'subtrail.yaml')
    .addOption(new Option('--format <format>', 'how to print the problems').choices(['text', 'json']).default('text'))
    .addHelpText('after', '\nStart from subtrail.example.yaml, which explains every section.')
    .action(async (options: CheckOptions) => {
      const { policy, problems } = await parsePolicyFile(options.policy);
      if (options.format === 'json') process.stdout.write(`${renderJson(problems)}\n`);
      else {
        const { colours } = terminalStyle();
        process.stdout.write(renderPolicyProblems(problems, { fileName: options.policy, colours }));
        if (problems.length === 0) process.stdout.write(`${options.policy}: nothing to mend\n`);
      }
      if (policy === null) process.exitCode = 1;
    });
}
