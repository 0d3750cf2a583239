import { type Command, Option } from 'commander';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { createNotifier, slackEnvironmentHelp } from '../../adapters/slack/describe-notifier.ts';
import type { PlannedFinding } from '../../core/findings/plan-findings.ts';
import { isAtLeast, type Severity, severities } from '../../core/findings/severity.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';
import type { DetectOutcome } from '../../jobs/detect.ts';
import { detectByPolicy } from '../../jobs/detect-by-policy.ts';
import { renderSarif } from '../../render/sarif.ts';
import { renderFindings } from '../../render/terminal/findings.ts';
import { renderJson } from '../../render/terminal/json.ts';
import { findWindow } from '../event-window.ts';
import { type OpenLake, withLake } from '../lake.ts';
import { addFormatOption, addLakeOptions, addPolicyOption } from '../options.ts';
import { packageVersion } from '../package-root.ts';
import { type PolicyFile, readPolicyFile } from '../policy-file.ts';
import { previewSlack, settingsOf, tellSlack } from '../slack.ts';
import { runSteps } from '../steps.ts';
import { terminalStyle } from '../terminal-style.ts';
import { parseTimeOption, requireSpan } from '../time-option.ts';

interface DetectOptions {
  readonly lake: string;
  readonly policy?: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly all?: true;
  readonly failOn?: Severity;
  readonly notify?: 'slack' | 'none';
  readonly format: 'table' | 'json' | 'sarif';
}

/** `subtrail detect`: what should not be there. */
export function addDetectCommand(program: Command): void {
  const command = program
    .command('detect')
    .summary('find long-lived keys in use and subjects that nobody expects')
    .description(
      'Runs every detection over the lake and carries the findings on: new, still there, resolved, back again.\nA finding with no event for its quiet days, counted from the newest event in the lake, is resolved.',
    )
    .option('--since <time>', 'judge events from this UTC time on (default: all)', parseTimeOption)
    .option(
      '--until <time>',
      'judge events before this UTC time, and take it for today (default: the newest event)',
      parseTimeOption,
    )
    .option('--all', 'print exempt and resolved findings too')
    .addOption(
      new Option(
        '--notify <where>',
        'tell Slack what is new, still there or over; none prints what would be sent',
      ).choices(['slack', 'none']),
    )
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 when an open finding is at least this severe').choices(severities),
    );
  addFormatOption(addPolicyOption(addLakeOptions(command)), ['table', 'json', 'sarif']);
  command.addHelpText('after', `\n${slackEnvironmentHelp}`);
  command.action(async (options: DetectOptions) => {
    requireSpan(options);
    const policy = await readPolicyFile(options.policy);
    // What is wrong with the way to Slack is said before anything is done.
    const notifier = options.notify === 'slack' ? await createNotifier(process.env, settingsOf(policy).routes) : null;
    await withLake(options, 'update', async (lake) => {
      const outcome = await detectFindings(lake, policy, options);
      print(outcome, options, policy);
      if (
        options.failOn !== undefined &&
        told(outcome, policy).some(({ finding }) => isAtLeast(finding.severity, options.failOn ?? 'low'))
      )
        process.exitCode = 1;
      if (notifier !== null) await tellSlack(lake, policy, notifier);
      if (options.notify === 'none')
        await previewSlack(lake, policy, options.format === 'table' ? process.stdout : process.stderr);
      requireAllRan(outcome);
    });
  });
}

/** Loads the policy and runs the detections over the window asked for, with progress on a terminal. */
export async function detectFindings(
  lake: OpenLake,
  policy: PolicyFile,
  window: { readonly since?: Date; readonly until?: Date },
): Promise<DetectOutcome> {
  let outcome: DetectOutcome | undefined;
  await runSteps([
    {
      title: 'Detecting',
      run: async () => {
        const { windowStartAt, windowEndAt } = await findWindow(lake, window);
        const { engine, sql } = lake;
        outcome = await detectByPolicy({ engine, sql, policy: policy.policy, windowStartAt, windowEndAt });
        return `${open(outcome.findings).length} open findings`;
      },
    },
  ]);
  if (outcome === undefined) throw new Error('The step ended without an outcome');
  return outcome;
}

/** A detection that could not run is not a quiet one. **errors**: `query_failed` naming those that failed. */
export function requireAllRan({ failed }: DetectOutcome): void {
  if (failed.length === 0) return;
  const reason = failed[0]?.error instanceof Error ? `: ${failed[0].error.message.split('\n')[0]}` : '';
  const names = failed.map((failure) => failure.rule).join(', ');
  throw new SubtrailError('query_failed', `Detect: could not run ${names}${reason}`, { cause: failed[0]?.error });
}

const open = (findings: readonly PlannedFinding[]): PlannedFinding[] =>
  findings.filter((planned) => planned.finding.state === 'open');

/** What people are to be told: open findings of rules that the policy does not hold back. */
const told = (outcome: DetectOutcome, policy: PolicyFile): PlannedFinding[] => {
  const settings = new Map(Object.entries(policy.policy?.detections ?? {}));
  return open(outcome.findings).filter((planned) => settings.get(planned.finding.rule)?.staged !== true);
};

function print(outcome: DetectOutcome, options: DetectOptions, policy: PolicyFile): void {
  const shown = options.all === true ? outcome.findings : told(outcome, policy);
  if (options.format === 'json') {
    const findings = shown.map(({ finding, change }) => ({
      ...finding,
      change,
      runbook: `docs/detections/${finding.rule}.md`,
    }));
    process.stdout.write(`${renderJson(findings)}\n`);
    return;
  }
  if (options.format === 'sarif') {
    const findings = shown.map((planned) => planned.finding);
    process.stdout.write(
      `${renderSarif(findings, { toolVersion: packageVersion(), policyPath: policy.path ?? 'subtrail.yaml' })}\n`,
    );
    return;
  }
  process.stdout.write(
    renderFindings(
      shown.map((planned) => planned.finding),
      { ...terminalStyle(), asOf: systemClock.now() },
    ),
  );
  process.stdout.write(`${summarise(outcome, options, policy)}\n`);
}

function describeWindow({ windowStartAt, windowEndAt }: DetectOutcome): string {
  if (windowEndAt.getTime() <= 1000) return 'the lake has no events yet';
  const day = (at: Date) => at.toISOString().slice(0, 10);
  if (windowStartAt >= windowEndAt) return `the newest event is of ${day(windowEndAt)}, before ${day(windowStartAt)}`;
  return `events from ${day(windowStartAt)} to ${day(windowEndAt)}`;
}

function summarise(outcome: DetectOutcome, options: DetectOptions, policy: PolicyFile): string {
  const count = (state: string) => outcome.findings.filter((planned) => planned.finding.state === state).length;
  const staged = count('open') - told(outcome, policy).length;
  const lines = [
    `${count('open')} open${staged > 0 ? ` (${staged} of staged rules)` : ''}, ${count('exempt')} exempt, ${count('resolved')} resolved; ${describeWindow(outcome)}`,
  ];
  if (options.all !== true && count('exempt') + count('resolved') + staged > 0) {
    lines.push('The exempt, the resolved and the staged are shown with --all');
  }
  if (outcome.unreadablePolicies > 0)
    lines.push(`${outcome.unreadablePolicies} policy documents of IAM changes could not be read and were not judged`);
  if (policy.path === null)
    lines.push('No policy file, so no subject is called unexpected; write one with: subtrail policy suggest');
  return lines.join('\n');
}
