import pc from 'picocolors';
import type { PolicyProblem } from '../../core/policy/policy-problem.ts';
import { toTerminalText } from './safe-text.ts';

/**
 * Problems of a policy file, one a line, as editors and CI systems link them: `subtrail.yaml:12:5: error: …`.
 * Ends in a newline; empty when there are none.
 */
export function renderPolicyProblems(
  problems: readonly PolicyProblem[],
  { fileName, colours }: { readonly fileName: string; readonly colours: boolean },
): string {
  const colour = pc.createColors(colours);
  const label = { error: colour.red('error'), warning: colour.yellow('warning') };
  return problems
    .map(
      ({ line, column, severity, message }) =>
        `${toTerminalText(fileName)}:${line}:${column}: ${label[severity]}: ${toTerminalText(message)}\n`,
    )
    .join('');
}
