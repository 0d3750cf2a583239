import { readFile, stat } from 'node:fs/promises';
import { systemClock } from '../adapters/clock/system-clock.ts';
import type { IssuerFamilies } from '../core/origin/issuer.ts';
import { type ParsedPolicy, parsePolicy } from '../core/policy/parse-policy.ts';
import { issuerFamilies } from '../core/policy/policy-issuers.ts';
import type { Policy } from '../core/policy/policy-schema.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import { renderPolicyProblems } from '../render/terminal/policy-problems.ts';

/** The policy that a command goes by. `path` and `policy` are null where there is no file: then nothing is expected. */
export interface PolicyFile {
  readonly path: string | null;
  readonly policy: Policy | null;
  readonly families: IssuerFamilies;
}

const defaultName = 'subtrail.yaml';
/** A policy file is written by people; a larger one is something else. */
const bytesMax = 4 * 1024 * 1024;

/**
 * Reads and parses a policy file without judging it.
 * **errors**: `wrong_use` when there is none of that name.
 */
export async function parsePolicyFile(path: string): Promise<ParsedPolicy> {
  const name = JSON.stringify(path);
  const found = await stat(path).catch((cause: unknown) => {
    throw new SubtrailError('wrong_use', `Read the policy file ${name}: there is no such file`, { cause });
  });
  if (!found.isFile()) throw new SubtrailError('wrong_use', `Read the policy file ${name}: it is not a file`);
  if (found.size > bytesMax)
    throw new SubtrailError('wrong_use', `Read the policy file ${name}: it is larger than 4 MiB`);
  return parsePolicy(await readFile(path, 'utf8'), { fileName: path, today: systemClock.now() });
}

/**
 * The policy named with `--policy`, else `subtrail.yaml` in this folder, else none.
 * **errors**: `policy_invalid` with every problem; `wrong_use` when a file was named that is not there.
 */
export async function readPolicyFile(asked: string | undefined): Promise<PolicyFile> {
  const path = asked ?? ((await stat(defaultName).catch(() => null)) === null ? null : defaultName);
  if (path === null) return { path, policy: null, families: new Map() };
  const { policy, problems } = await parsePolicyFile(path);
  if (policy === null) {
    const errors = problems.filter((problem) => problem.severity === 'error');
    const lines = renderPolicyProblems(errors, { fileName: path, colours: false }).trimEnd();
    throw new SubtrailError(
      'policy_invalid',
      `The policy file has ${errors.length === 1 ? 'a mistake' : 'mistakes'}\n${lines}`,
    );
  }
  return { path, policy, families: issuerFamilies(policy) };
}
