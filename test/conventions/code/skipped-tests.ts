import type { Offence } from '../offence.ts';
import { lineAt, type SourceText, typescriptIn } from '../source-text.ts';
import { childNodes, nameOf, parseSyntax, type SyntaxNode, walkSyntax } from './syntax.ts';

const runners = new Set(['it', 'test', 'describe', 'suite', 'context']);
const printing = /(console\.(log|warn|info|error)|process\.std(out|err)\.write|annotate)\([^;]*skip/i;

/** Tests that run alone, and tests that are left out without saying why where people see it. */
export function findSkippedTests(sources: readonly SourceText[]): readonly Offence[] {
  return typescriptIn(sources, ['test', 'bench']).flatMap((source) => {
    const offences: Offence[] = [];
    walkSyntax(parseSyntax(source), (node) => {
      if (node.type !== 'MemberExpression') return;
      const mend = explain(node, source.text);
      if (mend !== null) offences.push({ path: source.path, line: lineAt(source.text, node.start), mend });
    });
    return offences;
  });
}

function explain(node: SyntaxNode, text: string): string | null {
  const runner = nameOf(firstObject(node));
  const property = nameOf(childNodes(node, 'property')[0]);
  if (!runners.has(runner)) return null;
  if (property === 'only') return 'Take ".only" away: it silences every other test of the file';
  if (property === 'todo' || property === 'fails') return `Take ".${property}" away: write the test, or leave it out`;
  const isSkipped = property === 'skip' || property === 'skipIf' || property === 'runIf';
  return isSkipped && !printing.test(text)
    ? `Print a line "skipped: …, because …" where ".${property}" leaves a test out, so that nobody counts on it`
    : null;
}

/** `it` of `it.each.only`. */
function firstObject(node: SyntaxNode): SyntaxNode | undefined {
  const object = childNodes(node, 'object')[0];
  return object?.type === 'MemberExpression' ? firstObject(object) : object;
}
