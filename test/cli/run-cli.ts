import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** What a run of the command line came to. `code` is null when a signal ended it. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const program = resolve('bin/subtrail.mjs');

/** Starts the built command line, as a user would, without a terminal. */
export function startCli(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): { child: ChildProcess; ended: Promise<CliResult> } {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<CliResult>((done) => {
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
  return { child, ended };
}

/** Runs the built command line to its end. */
export const runCli = (
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<CliResult> => startCli(args, options).ended;

/** Rows of a query over a lake, or an error that shows what the command line said. */
export async function queryLake(lake: string, sql: string): Promise<Record<string, unknown>[]> {
  const { code, stdout, stderr } = await runCli(['query', sql, '--lake', lake, '--format', 'json']);
  if (code !== 0) throw new Error(`query ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as Record<string, unknown>[];
}
