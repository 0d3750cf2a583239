import { expect, test } from 'vitest';
import { renderPolicyProblems } from '../../../render/terminal/policy-problems.ts';

const problems = [
  { line: 3, column: 5, severity: 'error', message: 'Remove "a\u001b[31m"' },
  { line: 9, column: 1, severity: 'warning', message: 'Narrow it' },
] as const;

test('renderPolicyProblems() says where, how bad and what, and lets no text steer the terminal', () => {
  expect(renderPolicyProblems(problems, { fileName: 'sub\ntrail.yaml', colours: false })).toBe(
    'sub\\ntrail.yaml:3:5: error: Remove "a\\x1b[31m"\nsub\\ntrail.yaml:9:1: warning: Narrow it\n',
  );
  expect(renderPolicyProblems([], { fileName: 'subtrail.yaml', colours: false })).toBe('');
});
